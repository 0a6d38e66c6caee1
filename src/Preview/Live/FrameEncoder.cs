using System.Numerics;
using OpenCvSharp;
using OpenCvSharp.Internal;
using OpenCvSharp.Internal.Vectors;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Encodes the parts of a frame, pictures in the form that viewers want. Used by one thread; its native buffers are reused from frame to
/// frame.
/// </summary>
/// <remarks>
/// JPEG goes through OpenCV's native vector and from there into the pooled buffer: <c>Cv2.ImEncode</c> would allocate an array of the
/// picture's size for each frame. The native headers are created and deleted through the binding's entry points, as in
/// <c>JpegPicture</c>: the binding's objects would be garbage for every frame.
/// </remarks>
/// <param name="jpegQuality">Quality of pictures that nothing limits, 1 to 100.</param>
/// <param name="overlays">What each of the overlay parts of <see cref="FrameParts"/> shows; it is created when first wanted.</param>
/// <param name="maxBlurRadius">Blur radius in pixels at the end of the colour scale.</param>
internal sealed class FrameEncoder(int jpegQuality, OverlayTable overlays, Func<double> maxBlurRadius) : IDisposable
{
    private static readonly int FirstOverlay = BitOperations.TrailingZeroCount((int)FrameParts.Overlay);

    private readonly int[] _jpeg = [(int)ImwriteFlags.JpegQuality, jpegQuality];
    private readonly PictureScaler _scaler = new();
    private readonly MapPacker _packer = new();
    private long _scaledVersion = -1;
    private readonly VectorOfByte _bytes = new();
    private readonly OverlayCanvas?[] _canvases = new OverlayCanvas?[FrameOverlays.Max];

    /// <summary>What the overlay parts show.</summary>
    public OverlayTable Overlays => overlays;

    /// <summary>The part that shows a selection of overlays.</summary>
    /// <param name="overlay">Its place in the table of overlays.</param>
    public static FrameParts PartOf(int overlay) => (FrameParts)((int)FrameParts.Overlay << overlay);

    /// <summary>The form of pictures that nothing limits.</summary>
    public PictureForm FullForm { get; } = new(PictureForm.Whole, jpegQuality);

    /// <summary>Adds <paramref name="parts"/> of <paramref name="frame"/> to <paramref name="into"/>, which has none of them.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="parts">What is added.</param>
    /// <param name="form">The form of its pictures; overlays are drawn in full size and quality.</param>
    /// <param name="into">Gets the parts.</param>
    /// <returns>Whether there was anything to do.</returns>
    public bool Encode(DeblurredFrame frame, FrameParts parts, PictureForm form, EncodedFrame into)
    {
        if (_scaledVersion != into.Version)
        {
            _scaledVersion = into.Version;
            _scaler.Reset();
        }
        if ((parts & FrameParts.Sharp) != 0)
            EncodeJpeg(frame.Sharp, FrameParts.Sharp, form, into);
        if ((parts & FrameParts.Source) != 0)
            EncodeJpeg(frame.Source, FrameParts.Source, form, into);
        for (var drawn = (int)parts >> FirstOverlay << FirstOverlay; drawn != 0; drawn &= drawn - 1)
            EncodeOverlay(frame, BitOperations.TrailingZeroCount(drawn) - FirstOverlay, into);
        if ((parts & FrameParts.Blur) != 0)
            MapBytes.WriteRadii(frame.Blur.Values, into.Add(FrameParts.Blur, default, frame.Blur.Values.Length * sizeof(short)));
        if ((parts & FrameParts.Confidence) != 0)
            MapBytes.WriteConfidences(frame.Confidence.Values, into.Add(FrameParts.Confidence, default, frame.Confidence.Values.Length));
        if ((parts & FrameParts.PackedMaps) != 0)
        {
            var packed = _packer.Pack(frame);
            packed.CopyTo(into.Add(FrameParts.PackedMaps, default, packed.Length));
        }
        return parts != FrameParts.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _scaler.Dispose();
        _packer.Dispose();
        foreach (var canvas in _canvases)
            canvas?.Dispose();
    }

    private void EncodeOverlay(DeblurredFrame frame, int index, EncodedFrame into)
    {
        if (overlays[index] is not { } selection)
            return;
        if (_canvases[index]?.Selection != selection)
        {
            _canvases[index]?.Dispose();
            _canvases[index] = new OverlayCanvas(selection, maxBlurRadius);
        }
        var canvas = _canvases[index]!;
        var drawn = canvas.Draw(frame.Sharp, frame.Blur, frame.Confidence, frame.BlurStride);
        EncodeJpeg(drawn.CvPtr, PartOf(index), FullForm, into);
        GC.KeepAlive(drawn);
    }

    private void EncodeJpeg(Frame frame, FrameParts part, PictureForm form, EncodedFrame into)
    {
        NativeMethods.HandleException(
            NativeMethods.core_Mat_new8(frame.Size.Height, frame.Size.Width, MatType.CV_8UC3, frame.Address, frame.Stride, out var header));
        try
        {
            EncodeJpeg(_scaler.Scale(frame, header, part, form.Eighths), part, form, into);
        }
        finally
        {
            NativeMethods.core_Mat_delete(header);
        }
    }

    private unsafe void EncodeJpeg(nint picture, FrameParts part, PictureForm form, EncodedFrame into)
    {
        _jpeg[1] = form.Quality;
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
        new ReadOnlySpan<byte>((void*)_bytes.ElemPtr, length).CopyTo(into.Add(part, form, length));
    }
}
