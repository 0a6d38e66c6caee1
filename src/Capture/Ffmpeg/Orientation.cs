using System.Globalization;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>
/// How a video asks to be turned when it is shown (the display matrix of ISO/IEC 14496-12, section 6.2.2). Here its pixels are turned,
/// and the copy asks for nothing: ffmpeg 5 writes no display matrix when it encodes, and Matroska holds none.
/// </summary>
/// <param name="Filters">The filters that turn the pixels; empty when they stand upright.</param>
/// <param name="SwapsSides">Whether width and height change places.</param>
/// <param name="IsUnderstood">False for angles other than right ones, which are left as they are.</param>
public sealed record Orientation(string Filters, bool SwapsSides, bool IsUnderstood = true)
{
    /// <summary>Not turned.</summary>
    public static Orientation Upright { get; } = new("", SwapsSides: false);

    /// <summary>From the matrix as <c>ffprobe</c> prints it: three lines, each an address and three numbers of 16.16 bits.</summary>
    public static Orientation Of(string matrix)
    {
        int[][] rows = [.. matrix.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Sign)
                .ToArray())];
        // x' = a x + c y, y' = b x + d y, with y downwards.
        return rows is not [[var a, var b, ..], [var c, var d, ..], ..] ? Upright : (a, b, c, d) switch
        {
            (1, 0, 0, 1) => Upright,
            (-1, 0, 0, -1) => new Orientation("hflip,vflip", SwapsSides: false),
            (-1, 0, 0, 1) => new Orientation("hflip", SwapsSides: false),
            (1, 0, 0, -1) => new Orientation("vflip", SwapsSides: false),
            (0, 1, -1, 0) => new Orientation("transpose=clock", SwapsSides: true),
            (0, -1, 1, 0) => new Orientation("transpose=cclock", SwapsSides: true),
            (0, 1, 1, 0) => new Orientation("transpose=cclock_flip", SwapsSides: true),
            (0, -1, -1, 0) => new Orientation("transpose=clock_flip", SwapsSides: true),
            _ => new Orientation("", SwapsSides: false, IsUnderstood: false),
        };
    }

    private static int Sign(string number) =>
        int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Math.Sign(value) : 0;
}
