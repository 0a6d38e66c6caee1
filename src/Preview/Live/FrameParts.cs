namespace P2IKT.Live.Preview.Live;

/// <summary>Parts of a frame that a viewer can ask for; each is encoded once for all viewers that want it.</summary>
[Flags]
internal enum FrameParts
{
    None = 0,

    /// <summary>The deblurred picture, JPEG in one of the forms of <see cref="Adaptation.PictureForm"/>.</summary>
    Sharp = 1,

    /// <summary>The picture as the camera delivers it, JPEG likewise.</summary>
    Source = 2,

    /// <summary>The blur map, float16 little-endian, row after row.</summary>
    Blur = 4,

    /// <summary>How far each value of the blur map can be trusted, one byte a cell: 0 not at all, 255 wholly.</summary>
    Confidence = 8,

    /// <summary>Both of these maps, compressed without loss, for slow links: see <see cref="MapPacker"/>.</summary>
    PackedMaps = 16,

    /// <summary>
    /// The deblurred picture under the first overlay of the table, JPEG, for viewers that cannot draw it themselves. The next bits are the
    /// other overlays: <see cref="FrameEncoder.PartOf"/>.
    /// </summary>
    Overlay = 32,

    /// <summary>The parts whose size and quality are chosen for each viewer.</summary>
    Formed = Sharp | Source,

    /// <summary>The maps as they are.</summary>
    Maps = Blur | Confidence,
}
