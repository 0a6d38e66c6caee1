namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// What a JPEG file holds beside its picture, and libvips leaves behind: comments, the further blocks of XMP that did not fit into one
/// segment, and a gain map, by which displays for HDR show the picture brighter. All that goes over as it is.
/// </summary>
internal sealed class JpegExtras
{
    private const int MostMapBytes = 64 << 20, MostMapHeadBytes = 1 << 20;
    private const int MostPictures = 64; // an index may list thousands, all in one place
    private readonly List<byte[]> _segments = [];
    private byte[]? _map;

    private JpegExtras()
    {
    }

    private static ReadOnlySpan<byte> ExtendedXmp => "http://ns.adobe.com/xmp/extension/\0"u8;

    private static ReadOnlySpan<byte> MapVersion => "urn:iso:std:iso:ts:21496:-1\0"u8; // ISO 21496-1, annex C

    /// <summary>Bytes of the gain map; null when there is none.</summary>
    public int? MapBytes => _map?.Length;

    /// <summary>Whether there are further blocks of XMP.</summary>
    public bool HasExtendedXmp { get; private set; }

    /// <summary>Whether there are content credentials (C2PA), which are signed for this file and no copy.</summary>
    public bool HasCredentials { get; private set; }

    /// <summary>Whether there are further pictures that are neither the gain map nor the same one, smaller.</summary>
    public bool HasOtherPictures { get; private set; }

    /// <summary>Reads them.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="xmp">Its XMP, as far as it has any.</param>
    public static JpegExtras Of(Stream jpeg, byte[]? xmp)
    {
        var extras = new JpegExtras();
        var (segments, _) = JpegHead.Read(jpeg);
        foreach (var index in segments.Where(JpegPictures.IsIndex))
        {
            foreach (var (offset, length, isPreview) in JpegPictures.In(index).Take(MostPictures))
            {
                if (extras._map is null && IsMap(jpeg, offset))
                    extras._map = Bytes(jpeg, offset, length);
                else
                    extras.HasOtherPictures |= !isPreview;
            }
        }
        if (extras._map is null && xmp is not null && XmpDependencies.PlaceOfMap(xmp) is { } place
            && IsMap(jpeg, jpeg.Length - place.FromEnd))
            extras._map = Bytes(jpeg, jpeg.Length - place.FromEnd, place.Length);
        foreach (var segment in segments)
        {
            var isExtended = segment.Marker == JpegHeadSegment.App1 && segment.Content.StartsWith(ExtendedXmp);
            extras.HasExtendedXmp |= isExtended;
            extras.HasCredentials |= segment.Marker == JpegHeadSegment.App11 && segment.Content.StartsWith("JP"u8)
                && segment.Content.IndexOf("c2pa"u8) >= 0;
            if (isExtended || segment.Marker == JpegHeadSegment.Comment
                || (extras._map is not null && segment.Marker == JpegHeadSegment.App2 && segment.Content.StartsWith(MapVersion)))
                extras._segments.Add(segment.Whole);
        }
        return extras;
    }

    /// <summary>Adds them to another JPEG of the same picture.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void AddTo(string path)
    {
        if (_segments.Count == 0 && _map is null)
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var (_, end) = JpegHead.Read(file);
        byte[] added = [.. _segments.SelectMany(static segment => segment)];
        if (_map is not null)
            added = [.. added,
                .. JpegPictures.Index(end + added.Length, file.Length + added.Length + JpegPictures.IndexBytes, _map.Length)];
        FileInsertion.Insert(file, end, added);
        file.Position = file.Length;
        file.Write(_map);
    }

    /// <summary>
    /// Whether a JPEG that says it is a gain map lies there: it brings the numbers by which it is applied, as XMP or by ISO 21496-1.
    /// </summary>
    private static bool IsMap(Stream file, long offset)
    {
        Span<byte> head = stackalloc byte[3];
        return file.ReadAt(offset, head) == head.Length && head.SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            && JpegHead.Read(file, offset, MostMapHeadBytes).Segments.Exists(static segment => segment.Content.StartsWith(MapVersion)
                || segment.Content.IndexOf("http://ns.adobe.com/hdr-gain-map/"u8) >= 0
                || segment.Content.IndexOf("http://ns.apple.com/HDRGainMap/"u8) >= 0);
    }

    private static byte[]? Bytes(Stream file, long offset, long length)
    {
        if (length is <= 0 or > MostMapBytes)
            return null;
        var bytes = new byte[length];
        return file.ReadAt(offset, bytes) == length ? bytes : null;
    }
}
