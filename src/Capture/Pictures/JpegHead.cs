using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// What stands in front of a JPEG's picture: its segments for applications and comments, from a file (ITU-T T.81, annex B).
/// </summary>
internal static class JpegHead
{
    private const int MostBytes = 64 << 20;
    private const byte App0 = 0xE0, App15 = 0xEF, Comment = 0xFE;

    /// <summary>The segments up to the first that belongs to the picture, and where that one lies.</summary>
    /// <param name="jpeg">A file.</param>
    /// <param name="start">Where in it the JPEG begins.</param>
    /// <param name="mostBytes">How much of it is looked at.</param>
    public static (List<JpegHeadSegment> Segments, long End) Read(Stream jpeg, long start = 0, int mostBytes = MostBytes)
    {
        var segments = new List<JpegHeadSegment>();
        Span<byte> head = stackalloc byte[4];
        var at = start + 2;
        while (at - start < mostBytes && jpeg.ReadAt(at, head) == head.Length && head[0] == 0xFF)
        {
            if (head[1] == 0xFF) // fill
            {
                at++;
                continue;
            }
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
            if (head[1] is not ((>= App0 and <= App15) or Comment) || length < 4)
                break;
            var whole = new byte[length];
            if (jpeg.ReadAt(at, whole) != length)
                break;
            segments.Add(new JpegHeadSegment(head[1], at, whole));
            at += length;
        }
        return (segments, at);
    }
}
