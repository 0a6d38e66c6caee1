using OpenCvSharp;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Decoding;

/// <summary>A picture in a decoder's memory: copied into a frame, and converted where that is necessary.</summary>
internal static class DecodedPicture
{
    /// <summary>A header over a draft's buffer, through which OpenCV writes into it.</summary>
    public static Mat HeaderOf(Frame draft) =>
        Mat.FromPixelData(draft.Size.Height, draft.Size.Width, MatType.CV_8UC3, draft.Address, draft.Stride);

    /// <summary>Copies a picture of the draft's size; false when its size is another or its layout unknown.</summary>
    public static bool TryCopy(Mat picture, Frame draft)
    {
        if (picture.Depth() != MatType.CV_8U || picture.Width != draft.Size.Width || picture.Height != draft.Size.Height)
            return false;
        using var target = HeaderOf(draft);
        switch (picture.Channels())
        {
            case 1:
                Cv2.CvtColor(picture, target, ColorConversionCodes.GRAY2BGR);
                break;
            case 3:
                picture.CopyTo(target);
                break;
            case 4:
                Cv2.CvtColor(picture, target, ColorConversionCodes.BGRA2BGR);
                break;
            default:
                return false;
        }
        return target.Data == draft.Address;
    }
}
