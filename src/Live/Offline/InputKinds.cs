using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.Pictures;

namespace P2IKT.Live.Offline;

/// <summary>Recognises what a file is: by its extension where that suffices, else by its first bytes.</summary>
internal static class InputKinds
{
    private const int HeadBytes = 16;
    private static readonly HashSet<string> Videos = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".ts", ".m2t", ".mpg", ".mpeg", ".vob", ".m2v",
        ".asf", ".wmv", ".mxf", ".3gp", ".3g2", ".f4v", ".qt", ".dv", ".ogv", ".flv",
    };

    /// <summary>What this file is. One that cannot be read counts as what its name says.</summary>
    public static InputKind Of(string path)
    {
        var extension = Path.GetExtension(path);
        // Raw files are TIFF structures with a small picture in front: their first bytes would mislead.
        return StillFormats.IsRawName(path) ? InputKind.Raw
            : Videos.Contains(extension) ? InputKind.Video
            : StillFormats.IsPictureName(path) || PictureExtensions(path).Count > 0 ? InputKind.Picture
            : InputKind.Other;
    }

    /// <summary>Whether this is named like one picture or video, and hardly like a folder.</summary>
    public static bool IsNameOfAFile(string path) => StillFormats.IsPictureName(path) || Videos.Contains(Path.GetExtension(path));

    /// <summary>How the name of a picture with this content should end; none for what is no picture, or cannot be read.</summary>
    public static IReadOnlyList<string> PictureExtensions(string path)
    {
        if (SpecialFile.IsAt(path))
            return [];
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> head = stackalloc byte[HeadBytes];
            return StillFormats.ExtensionsOf(head[..RandomAccess.Read(file, head, 0)]);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
