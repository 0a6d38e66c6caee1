using System.Globalization;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>The embedded studio scene: <c>test:</c>.</summary>
internal sealed class TestSceneProvider : ISourceProvider
{
    /// <summary>Size of the frames.</summary>
    public static readonly SourceOption<FrameSize> Size = SourceOption.Size("size");

    /// <summary>Frames a second.</summary>
    public static readonly SourceOption<double> FrameRate = SourceOption.FrameRate("fps");

    /// <summary>Which scene.</summary>
    public static readonly SourceOption<int> Seed = SourceOption.Number("seed");

    /// <summary>After how many frames it ends.</summary>
    public static readonly SourceOption<long> Frames = new(
        "frames", "a number of frames such as 300",
        static (text, out frames) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out frames) && frames > 0,
        static frames => frames.ToString(CultureInfo.InvariantCulture));

    public string Kind => SourceKind.Test;

    public IReadOnlyList<string> Schemes => ["test"];

    public IReadOnlyList<SourceEntry> Usage => [new("test:", "the embedded studio scene: several depths, a focus pull, no camera needed")];

    public IReadOnlyList<SourceOption> Options { get; } = [Size, FrameRate, Seed, Frames];

    public SourceUri Read(SourceText text)
    {
        var (target, query) = text.Split();
        return target.Length == 0
            ? text.Accept("", query)
            : throw SourceText.Refuse($"'{text.Whole}' is not a source: test: takes options only, such as test:?size=1280x720.");
    }

    public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation) =>
        new(new TestSource(uri, options));
}
