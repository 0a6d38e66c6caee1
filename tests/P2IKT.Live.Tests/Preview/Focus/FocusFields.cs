using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>Maps with the same radius everywhere, for focus points that need no picture.</summary>
internal static class FocusFields
{
    private static readonly FrameSize Cells = new(40, 25);

    /// <summary>Lets the points read a frame at 30 frames a second.</summary>
    public static void Observe(FocusAssist focus, long sequence, float radius, float confidence = 0.9f)
    {
        var count = Cells.Width * Cells.Height;
        focus.Observe(new FocusField(
            [.. Enumerable.Repeat(radius, count)], [.. Enumerable.Repeat(confidence, count)], Cells, 8, new FrameSize(320, 200), sequence,
            TimeSpan.FromSeconds(sequence / 30.0)));
    }
}
