namespace P2IKT.Live.Capture.HotFolder;

/// <summary>What came of reading a still: a picture, or a reason.</summary>
internal sealed class StillReading
{
    private StillReading(string? problem, bool mayHeal) => (Problem, IsTransient) = (problem, mayHeal);

    /// <summary>The picture; null when there is a <see cref="Problem"/>, or the file is gone.</summary>
    public StillPicture? Picture { get; private init; }

    /// <summary>Why there is no picture, a sentence without its stop; null when there is a picture, or the file has gone.</summary>
    public string? Problem { get; }

    /// <summary>Whether that may pass without the file's changing: a writer that holds it, rights that lack.</summary>
    public bool IsTransient { get; }

    /// <summary>The file is not there any more.</summary>
    public static StillReading Gone { get; } = new(null, false);

    /// <summary>The file's content is not a complete picture.</summary>
    public static StillReading NoPicture(string problem) => new(problem.TrimEnd('.'), false);

    /// <summary>The file cannot be read now.</summary>
    public static StillReading NotYet(string problem) => new(problem.TrimEnd('.'), true);

    /// <summary>A picture.</summary>
    public static StillReading Of(StillPicture picture) => new(null, false) { Picture = picture };
}
