using P2IKT.Live.Capture.Jpeg;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>Finds the picture that a camera puts into its raw file for quick viewing.</summary>
/// <remarks>
/// Every maker keeps it elsewhere, but always as an ordinary JPEG: so the file is searched for one, as a whole. Sensor data that
/// happen to begin like a JPEG fail within a few bytes, and the number of such beginnings is bounded.
/// </remarks>
internal static class RawPreview
{
    private const int MostBeginnings = 10_000;

    /// <summary>The complete JPEG with the most pixels; nothing when there is none.</summary>
    public static Range? Largest(ReadOnlySpan<byte> raw)
    {
        Range? best = null;
        var most = 0L;
        var at = 0;
        for (var beginnings = 0; beginnings < MostBeginnings; beginnings++)
        {
            var next = raw[at..].IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
            if (next < 0)
                break;
            at += next;
            var (length, pixels) = Measure(raw[at..]);
            if (pixels > most)
                (most, best) = (pixels, at..(at + length));
            at += Math.Max(3, length);
        }
        return best;
    }

    /// <summary>Bytes and pixels of a complete JPEG; zeros for anything else, the lossless JPEG of sensor data included.</summary>
    private static (int Length, long Pixels) Measure(ReadOnlySpan<byte> data)
    {
        var segments = new JpegSegments(data);
        var pixels = 0L;
        while (segments.Next())
        {
            if (segments.IsFrame)
                pixels = (long)segments.FrameSize.Width * segments.FrameSize.Height;
            else if (segments.Marker == 0xDA && pixels == 0)
                return default; // a scan of a frame that no viewer decodes
        }
        return segments.Complete && pixels > 0 ? (segments.Position, pixels) : default;
    }
}
