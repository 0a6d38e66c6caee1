using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OpenCvSharp;
using OpenCvSharp.Internal;
using OpenCvSharp.Internal.Vectors;
using P2IKT.Live.Capture.Jpeg;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live;

/// <summary>Encodes the parts of a frame. For one thread; its native buffers are reused from frame to frame.</summary>
/// <remarks>
/// JPEG goes through OpenCV's native vector and from there into the pooled buffer: <c>Cv2.ImEncode</c> would make a fresh array of
/// the picture's size each time. The headers around it are made and deleted through the binding's own entry points, as in
/// <see cref="JpegPicture"/>: the binding's objects would be garbage for every frame.
/// The blur map becomes float16, not bytes: a ramp quantised to 1/255 shows as steps in the outline.
/// </remarks>
internal sealed class FrameEncoder(int jpegQuality, Func<double> maxBlurRadius) : IDisposable
{
    private readonly int[] _jpeg = [(int)ImwriteFlags.JpegQuality, jpegQuality];
    private readonly VectorOfByte _bytes = new();
    private readonly HeatMapOverlay _overlay = new();

    /// <summary>Adds <paramref name="parts"/> of <paramref name="frame"/> to <paramref name="into"/>.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool Encode(DeblurredFrame frame, FrameParts parts, EncodedFrame into)
    {
        if (parts.HasFlag(FrameParts.Sharp))
            EncodeJpeg(frame.Sharp, FrameParts.Sharp, into);
        if (parts.HasFlag(FrameParts.Source))
            EncodeJpeg(frame.Source, FrameParts.Source, into);
        if (parts.HasFlag(FrameParts.Overlay))
        {
            var drawn = _overlay.Draw(frame.Sharp, frame.Blur, frame.BlurStride, maxBlurRadius());
            EncodeJpeg(drawn.CvPtr, FrameParts.Overlay, into);
            GC.KeepAlive(drawn);
        }
        if (parts.HasFlag(FrameParts.Blur))
        {
            var values = frame.Blur.Values;
            var halves = into.Add(FrameParts.Blur, values.Length * sizeof(short));
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(halves));
        }
        return parts != FrameParts.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _overlay.Dispose();
    }

    private void EncodeJpeg(Frame frame, FrameParts part, EncodedFrame into)
    {
        NativeMethods.HandleException(
            NativeMethods.core_Mat_new8(frame.Size.Height, frame.Size.Width, MatType.CV_8UC3, frame.Address, frame.Stride, out var header));
        try
        {
            EncodeJpeg(header, part, into);
        }
        finally
        {
            NativeMethods.core_Mat_delete(header);
        }
    }

    private unsafe void EncodeJpeg(nint picture, FrameParts part, EncodedFrame into)
    {
        NativeMethods.HandleException(NativeMethods.core_InputArray_new_byMat(picture, out var input));
        try
        {
            NativeMethods.HandleException(NativeMethods.imgcodecs_imencode_vector(".jpg", input, _bytes.CvPtr, _jpeg, _jpeg.Length, out _));
        }
        finally
        {
            NativeMethods.core_InputArray_delete(input);
        }
        var length = _bytes.Size;
        new ReadOnlySpan<byte>((void*)_bytes.ElemPtr, length).CopyTo(into.Add(part, length));
    }
}
