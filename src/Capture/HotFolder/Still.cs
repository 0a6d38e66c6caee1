using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// A still of a hot folder, on its way through the pipeline. Its frame stands upright; the picture lies as it does in its file.
/// </summary>
/// <param name="Sequence">Number of its frame in the stream: its <see cref="Frame.Sequence"/>.</param>
/// <param name="Path">The original, a full path. Never written to.</param>
/// <param name="OutputPath">Where the deblurred still goes; null for a raw file, which is only shown.</param>
/// <param name="WrittenAt">Last write of the original, UTC.</param>
public sealed record Still(long Sequence, string Path, string? OutputPath, DateTime WrittenAt)
{
    private StillPicture? _picture;

    internal Still(long sequence, string path, string? outputPath, DateTime writtenAt, StillPicture picture)
        : this(sequence, path, outputPath, writtenAt) => _picture = picture;

    /// <summary>How the picture was turned to make its frame.</summary>
    public PictureTurn Turn => _picture?.Turn ?? default;

    /// <summary>
    /// The picture that the frame was made of, whatever has become of the file since; to be read once, and disposed by the caller.
    /// </summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public PictureFile OpenPicture() => (_picture ?? throw new InvalidOperationException("This still has no picture.")).Open();

    /// <summary>It is dealt with: its file's content is not kept any longer.</summary>
    internal void Release() => _picture = null;
}
