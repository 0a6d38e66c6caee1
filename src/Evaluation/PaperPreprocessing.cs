using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation;

/// <summary>
/// What of a picture the published evaluation of P2IKT sees (section Experiments): DED and RTF cut to a multiple of 16, from the upper left
/// corner as its program does; RealDoF scaled to 1680x1120. How it was scaled is not published: by area here. DPDD and LF-DOF as they are.
/// </summary>
internal static class PaperPreprocessing
{
    private static readonly Size RealDof = new(2320, 1536);
    private static readonly Size RealDofScaled = new(1680, 1120);

    /// <summary>Reads a picture as 8-bit BGR, whatever its depth, and brings it to what the paper evaluates. The caller owns it.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static Mat Read(string file) => Fit(Decode(file, ImreadModes.Color));

    /// <summary>A file as OpenCV decodes it. The caller owns it.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static Mat Decode(string file, ImreadModes modes)
    {
        try
        {
            SpecialFile.ThrowIfAt(file); // reading a pipe would never end
            var content = File.ReadAllBytes(file);
            // The decoder fills what is missing with grey, or the row above, and says nothing: that would be measured.
            if (StillFormats.IsKnown(content) && !StillFormats.IsComplete(content))
                throw new CaptureException(FaultKind.Failed, $"{file} is cut short: copy it again.");
            var picture = Cv2.ImRead(file, modes);
            if (!picture.Empty())
                return picture;
            picture.Dispose();
        }
        catch (Exception unread) when (unread is OpenCVException or IOException or UnauthorizedAccessException)
        {
            // reported below
        }
        throw new CaptureException(FaultKind.Failed, $"{file} is not a readable picture.");
    }

    /// <summary>Cuts or scales; takes the picture over and gives one back.</summary>
    public static Mat Fit(Mat picture)
    {
        if (Cut(picture.Size()) is { } cut)
        {
            using (picture)
                return picture[0, cut.Height, 0, cut.Width].Clone();
        }
        if (picture.Size() != RealDof)
            return picture;
        using (picture)
        {
            var scaled = new Mat();
            Cv2.Resize(picture, scaled, RealDofScaled, 0, 0, InterpolationFlags.Area);
            return scaled;
        }
    }

    /// <summary>By what a length in pixels grows when a picture of this size is brought to what the paper evaluates.</summary>
    public static double Scale(Size original) => original == RealDof ? (double)RealDofScaled.Width / RealDof.Width : 1;

    private static Size? Cut(Size size) => (size.Width, size.Height) switch
    {
        (613, 409) => new Size(608, 400),
        (409, 613) => new Size(400, 608),
        (360, 360) => new Size(352, 352),
        _ => null,
    };
}
