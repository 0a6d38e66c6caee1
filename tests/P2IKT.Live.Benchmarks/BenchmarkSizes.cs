using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>The frame sizes at which everything is measured: a small stream, a tethered camera's live view, 720p and 1080p.</summary>
internal static class BenchmarkSizes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FrameSize> All { get; } = [new(640, 360), new(1024, 680), new(1280, 720), new(1920, 1080)];

    /// <summary>The sizes that were asked for, such as 1280x720; all where none was.</summary>
    /// <exception cref="FormatException">One of them is no size.</exception>
    public static IReadOnlyList<FrameSize> Asked(IEnumerable<string> texts)
    {
        FrameSize[] asked =
            [.. texts.Select(static text => FrameSize.TryParse(text, out var size) ? size : throw new FormatException($"'{text}' is no size; write one such as 1280x720."))];
        return asked.Length > 0 ? asked : All;
    }
}
