namespace P2IKT.Live.Preview.Live;

/// <summary>What a viewer can ask for of one frame; each is encoded once for all who want it.</summary>
[Flags]
internal enum FrameParts
{
    None = 0,

    /// <summary>The deblurred picture, JPEG.</summary>
    Sharp = 1,

    /// <summary>The picture as the camera gave it, JPEG.</summary>
    Source = 2,

    /// <summary>The blur map, float16 little-endian, row after row.</summary>
    Blur = 4,

    /// <summary>The deblurred picture under the heat map, JPEG, for viewers that cannot draw it themselves.</summary>
    Overlay = 8,
}
