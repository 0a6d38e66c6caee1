using P2IKT.Live.Recording;

namespace P2IKT.Live.Offline;

/// <summary>A file to deblur, and where its results go.</summary>
/// <param name="Path">A full path.</param>
/// <param name="Name">What the user calls it: its path within the folder that was given, with forward slashes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Output">A full path.</param>
internal sealed record OfflineInput(string Path, string Name, InputKind Kind, string Output)
{
    /// <summary>Where its blur map goes, a full path; null: none is wanted.</summary>
    public string? Map { get; init; }

    /// <summary>Whether its result is there from an earlier run, and not older.</summary>
    public bool IsDone => ResultFile.IsDone(Path, Output) && (Map is null || ResultFile.IsDone(Path, Map));
}
