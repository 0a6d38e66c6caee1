using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// The picture of a still, in memory as it was in its file: decoded whenever its pixels are asked for, from top to bottom.
/// </summary>
/// <param name="content">A whole picture file.</param>
/// <param name="name">What the user calls the still.</param>
/// <param name="turn">How it is turned to stand upright.</param>
/// <param name="layout">Of the picture.</param>
internal sealed class StillPicture(byte[] content, string name, PictureTurn turn, PictureLayout layout)
{
    /// <summary>How it is turned to stand upright.</summary>
    public PictureTurn Turn => turn;

    /// <summary>Its size, upright.</summary>
    public FrameSize Size => turn.Of(layout.Size);

    /// <summary>Opens it.</summary>
    /// <exception cref="CaptureException">It is of a kind that cannot be deblurred, or broken.</exception>
    public PictureFile Open() => PictureFile.Open(content, name);

    /// <summary>Brings its pixels into a frame, upright.</summary>
    /// <param name="draft">Of <see cref="Size"/>.</param>
    /// <returns>What is wrong with them, a sentence, if they turn out to be broken; null when they are not.</returns>
    public string? Fill(Frame draft)
    {
        try
        {
            using var file = Open();
            PictureFrame.Fill(file, turn, pass: 0, draft);
            return null;
        }
        catch (CaptureException broken)
        {
            return broken.Message;
        }
    }
}
