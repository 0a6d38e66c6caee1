using System.Numerics;
using OpenCvSharp;
using OpenCvSharp.Internal;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// The pictures of one frame in smaller sizes. Each is made once, whatever the number of viewers, and from the next larger one where that
/// is exact. Used by one thread; its pictures are reused from frame to frame.
/// </summary>
/// <remarks>
/// Halves are means of four pixels, so nothing aliases. Three quarters are interpolated: a mean of parts of pixels takes several times as
/// long, and the picture's own blur leaves little to alias between a half and one.
/// </remarks>
internal sealed class PictureScaler : IDisposable
{
    private static readonly int Formed = BitOperations.PopCount((uint)FrameParts.Formed);

    private readonly Mat?[] _pictures = new Mat?[Formed * PictureForm.Whole];
    private uint _made; // bits of those that are of this frame

    /// <summary>Another frame follows.</summary>
    public void Reset() => _made = 0;

    /// <summary>A picture of the frame as a native <c>Mat</c>, valid until the next frame.</summary>
    /// <param name="frame">The picture in its own size, whose native header follows.</param>
    /// <param name="header">A native <c>Mat</c> over its pixels.</param>
    /// <param name="part">Which one it is.</param>
    /// <param name="eighths">The size wanted: one of <see cref="PictureForm.Scales"/>.</param>
    public nint Scale(Frame frame, nint header, FrameParts part, int eighths)
    {
        if (eighths == PictureForm.Whole)
            return header;
        var index = (BitOperations.TrailingZeroCount((int)part) * PictureForm.Whole) + eighths;
        var made = _pictures[index] ??= new Mat();
        if ((_made & (1u << index)) != 0)
            return made.CvPtr;
        var (larger, interpolation) = eighths switch
        {
            6 => (PictureForm.Whole, InterpolationFlags.Linear),
            3 => (4, InterpolationFlags.Linear),
            _ => (2 * eighths, InterpolationFlags.Area),
        };
        Resize(Scale(frame, header, part, larger), made.CvPtr, new PictureForm(eighths, 1).SizeOf(frame.Size), interpolation);
        _made |= 1u << index;
        return made.CvPtr;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var picture in _pictures)
            picture?.Dispose();
    }

    private static void Resize(nint from, nint to, FrameSize size, InterpolationFlags interpolation)
    {
        NativeMethods.HandleException(NativeMethods.core_InputArray_new_byMat(from, out var input));
        try
        {
            NativeMethods.HandleException(NativeMethods.core_OutputArray_new_byMat(to, out var output));
            try
            {
                NativeMethods.HandleException(
                    NativeMethods.imgproc_resize(input, output, new Size(size.Width, size.Height), 0, 0, (int)interpolation));
            }
            finally
            {
                NativeMethods.core_OutputArray_delete(output);
            }
        }
        finally
        {
            NativeMethods.core_InputArray_delete(input);
        }
    }
}
