namespace P2IKT.Live.Recording.Clips;

/// <summary>The files that belong to a clip.</summary>
public static class ClipFileSet
{
    /// <summary>The clip, its source's picture and its sidecar, as far as they are there.</summary>
    /// <param name="clip">Full path of the clip.</param>
    public static IReadOnlyList<string> Of(string clip) =>
        [.. new[] { clip, ClipNames.SourceOf(clip), ClipNames.SidecarOf(clip) }.Where(File.Exists)];
}
