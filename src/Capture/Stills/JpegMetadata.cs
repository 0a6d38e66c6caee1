namespace P2IKT.Live.Capture.Stills;

/// <summary>What of a JPEG describes the picture rather than codes it: EXIF, XMP, the colour profile, captions.</summary>
internal static class JpegMetadata
{
    private const byte App1 = 0xE1, App2 = 0xE2, App13 = 0xED, StartOfScan = 0xDA;
    private const int ProfileSpaceAt = 14 + 16; // behind the name and the chunk numbers; ICC.1:2010, 7.2.6: colour space of the data

    /// <summary>
    /// The segments to put into another JPEG of the same picture, as they stand in the file. The orientation in them is set to
    /// upright, because decoding has turned the picture; the thumbnail is cut off.
    /// </summary>
    /// <remarks>
    /// Left behind: what belongs to the coding (JFIF, Adobe's transform), further pictures that are found by their place in the
    /// file (MPF), and profiles that are not for RGB, which the decoded picture is.
    /// </remarks>
    public static byte[] Of(ReadOnlySpan<byte> jpeg)
    {
        using var kept = new MemoryStream();
        var segments = new JpegSegments(jpeg);
        var rgb = true;
        while (segments.Next() && segments.Marker != StartOfScan)
        {
            var payload = segments.Payload;
            switch (segments.Marker)
            {
                case App1 when payload.StartsWith("Exif\0\0"u8):
                    kept.Write(Upright(segments.Whole));
                    break;
                case App1 when payload.StartsWith("http://ns.adobe.com/xap/1.0/\0"u8):
                    kept.Write(UprightXmp(segments.Whole));
                    break;
                case App2 when payload.StartsWith("ICC_PROFILE\0"u8):
                    if (payload.Length > ProfileSpaceAt + 4 && payload[12] == 1) // the first chunk holds the header
                        rgb = payload[ProfileSpaceAt..].StartsWith("RGB "u8);
                    if (rgb)
                        kept.Write(segments.Whole);
                    break;
                case App13:
                    kept.Write(segments.Whole);
                    break;
            }
        }
        return kept.ToArray();
    }

    /// <summary>Whether EXIF in this JPEG tells an orientation, of which the decoder makes use.</summary>
    public static bool HasExif(ReadOnlySpan<byte> jpeg)
    {
        var segments = new JpegSegments(jpeg);
        while (segments.Next() && segments.Marker != StartOfScan)
        {
            if (segments.Marker == App1 && segments.Payload.StartsWith("Exif\0\0"u8))
                return true;
        }
        return false;
    }

    private static byte[] Upright(ReadOnlySpan<byte> segment)
    {
        var copy = segment.ToArray();
        if (TiffBlock.TryRead(copy.AsSpan(10), out var exif)) // behind marker, length and "Exif\0\0"
            exif.SetUpright();
        return copy;
    }

    private static byte[] UprightXmp(ReadOnlySpan<byte> segment)
    {
        var copy = segment.ToArray();
        foreach (var name in (ReadOnlySpan<string>)["tiff:Orientation=\"", "tiff:Orientation='", "<tiff:Orientation>"])
        {
            var before = System.Text.Encoding.ASCII.GetBytes(name);
            var at = copy.AsSpan().IndexOf(before) + before.Length;
            if (at >= before.Length && at < copy.Length && char.IsAsciiDigit((char)copy[at]))
                copy[at] = (byte)'1';
        }
        return copy;
    }
}
