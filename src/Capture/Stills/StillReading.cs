using OpenCvSharp;

namespace P2IKT.Live.Capture.Stills;

/// <summary>What came of reading a still: a picture, or a reason. Owns the picture.</summary>
internal sealed class StillReading : IDisposable
{
    private StillReading(string? problem, bool mayHeal) => (Problem, MayHeal) = (problem, mayHeal);

    /// <summary>The decoded picture, 8-bit BGR, upright; null when there is a <see cref="Problem"/>, or the file is gone.</summary>
    public Mat? Picture { get; private init; }

    /// <summary>What to put into a JPEG of the result; empty for other formats.</summary>
    public ReadOnlyMemory<byte> Metadata { get; private init; }

    /// <summary>Whether the file has more than 8 bits a channel.</summary>
    public bool IsDeep { get; private init; }

    /// <summary>Why there is no picture, as the end of a sentence about the file; null when there is one, or the file is gone.</summary>
    public string? Problem { get; }

    /// <summary>Whether that may pass without the file's changing: a writer that holds it, rights that lack.</summary>
    public bool MayHeal { get; }

    /// <summary>The file is not there any more.</summary>
    public static StillReading Gone { get; } = new(null, false);

    /// <summary>The file's content is no complete picture.</summary>
    public static StillReading NoPicture(string problem) => new(problem, false);

    /// <summary>The file cannot be read now.</summary>
    public static StillReading NotYet(string problem) => new(problem, true);

    /// <summary>A picture, owned from here on.</summary>
    public static StillReading Of(Mat picture, ReadOnlyMemory<byte> metadata, bool isDeep) =>
        new(null, false) { Picture = picture, Metadata = metadata, IsDeep = isDeep };

    public void Dispose() => Picture?.Dispose();
}
