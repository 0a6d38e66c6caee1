using NetVips;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>A picture that libvips has opened, and what of its file belongs into a copy.</summary>
/// <param name="Image">As it lies in the file.</param>
/// <param name="Format">Of the file.</param>
/// <param name="Lost">What a copy cannot keep, as parts of a list.</param>
internal sealed record LoadedPicture(Image Image, PictureFormat Format, IReadOnlyList<string> Lost)
{
    /// <summary>The XMP of a copy; null where the image's own stays, if it has any.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>Adds to a copy, by its path, what libvips cannot write.</summary>
    public Action<string>? AddTo { get; init; }
}
