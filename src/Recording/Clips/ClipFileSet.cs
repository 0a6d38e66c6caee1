namespace P2IKT.Live.Recording.Clips;

/// <summary>The files that belong to a clip.</summary>
public static class ClipFileSet
{
    /// <summary>The clip, its source's picture and its sidecar, as far as they are there.</summary>
    /// <param name="clip">Full path of the clip.</param>
    public static IReadOnlyList<string> Of(string clip) =>
        [.. PathsOf(clip).Where(File.Exists)];

    /// <summary>Where the clip, its source's picture and its sidecar are, or would be.</summary>
    /// <param name="clip">Path of the clip.</param>
    public static IReadOnlyList<string> PathsOf(string clip) => [clip, ClipNames.SourceOf(clip), ClipNames.SidecarOf(clip)];
}
