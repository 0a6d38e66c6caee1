using OpenCvSharp;
using OpenCvSharp.Internal;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Jpeg;

/// <summary>
/// A JPEG of a live stream: its size read from its header, its pixels decoded into a frame without an object per picture.
/// </summary>
internal static unsafe class JpegPicture
{
    /// <summary>
    /// Reads the size out of the frame header; false when this is not a JPEG, or one that a live frame may not be as large as, or one that
    /// stops midway: a decoder fills the rest of such a picture with grey and says nothing.
    /// </summary>
    public static bool TryReadSize(ReadOnlySpan<byte> jpeg, out FrameSize size)
    {
        size = default;
        return jpeg is [0xFF, 0xD8, ..] && jpeg[2..].LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0
            && PictureHeader.TryReadSize(jpeg, out size) && PictureBounds.LiveProblem(size) is null;
    }

    /// <summary>Decodes a picture of the draft's size into it; false when it is broken or of another size.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> jpeg, Frame draft)
    {
        // OpenCV's decoder makes another matrix; through the binding's own entry points that is native memory only, and goes at once.
        nint decoded = 0;
        try
        {
            fixed (byte* data = jpeg)
            {
                if (NativeMethods.imgcodecs_imdecode_vector(
                    data, jpeg.Length, (int)ImreadModes.Color, out decoded) != ExceptionStatus.NotOccurred)
                    return false;
            }
            return decoded != 0 && TryCopy(decoded, draft);
        }
        catch (OpenCVException)
        {
            return false; // a damaged picture: the next one will do
        }
        finally
        {
            if (decoded != 0)
                NativeMethods.core_Mat_delete(decoded);
        }
    }

    private static bool TryCopy(nint decoded, Frame draft)
    {
        NativeMethods.core_Mat_rows(decoded, out var rows);
        NativeMethods.core_Mat_cols(decoded, out var columns);
        NativeMethods.core_Mat_type(decoded, out var type);
        if (rows != draft.Size.Height || columns != draft.Size.Width || type != MatType.CV_8UC3)
            return false;
        NativeMethods.core_Mat_data(decoded, out var pixels);
        // Just decoded, so its rows follow each other without a gap, as a frame's do.
        new ReadOnlySpan<byte>(pixels, draft.Stride * rows).CopyTo(draft.Draft);
        return true;
    }
}
