using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.Pictures;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>Which files of a hot folder are stills to take in, and where the deblurred ones go.</summary>
/// <param name="root">The watched folder, a full path.</param>
/// <param name="output">Where the deblurred stills go, the tree kept; null: beside the originals.</param>
internal sealed class StillNames(string root, string? output)
{
    private const string Mark = ".deblurred";
    private static readonly string[] Results = [Mark, ".stacked", ".stacked.depth"]; // the last two are of a saved sweep

    /// <summary>The folder of results, a full path; null when they lie beside the originals.</summary>
    public string? Output { get; } = output is null ? null : Path.GetFullPath(output);

    /// <summary>
    /// A still by its extension. What is hidden is someone's working file; what reads NAME.deblurred.EXT or NAME.stacked.EXT is our own.
    /// </summary>
    public static bool IsInput(ReadOnlySpan<char> fileName) =>
        !fileName.StartsWith('.')
        && !IsResult(Path.GetFileNameWithoutExtension(fileName))
        && (StillFormats.IsPictureName(fileName) || StillFormats.IsRawName(fileName));

    private static bool IsResult(ReadOnlySpan<char> stem)
    {
        foreach (var mark in Results)
        {
            if (stem.EndsWith(mark, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>Whether only the preview inside is shown, and nothing written.</summary>
    public static bool IsRaw(ReadOnlySpan<char> path) => StillFormats.IsRawName(path);

    /// <summary>Full path of the result of a still.</summary>
    public string OutputOf(string path)
    {
        var name = FileNames.Fit(Path.GetFileNameWithoutExtension(path), Mark + Path.GetExtension(path));
        var folder = Path.GetDirectoryName(path)!;
        return Path.Combine(Output is null ? folder : Path.Combine(Output, Path.GetRelativePath(root, folder)), name);
    }

    /// <summary>
    /// Whether an earlier run has dealt with this content: the result is ours and not older. A result of someone else's is no
    /// reason to skip: the user is then informed that it is in the way.
    /// </summary>
    public bool IsDone(in StillEntry still)
    {
        var result = OutputOf(still.Path);
        return StillEntry.Now(result) is { } written && written.WrittenAt >= still.WrittenAt && OutputMarker.IsOn(result);
    }
}
