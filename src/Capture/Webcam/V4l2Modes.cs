using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Webcam;

/// <summary>
/// Asks a video node for its formats, sizes and rates (V4L2, linux/videodev2.h: VIDIOC_ENUM_FMT, ..._FRAMESIZES, ..._FRAMEINTERVALS).
/// </summary>
internal static class V4l2Modes
{
    internal const uint EnumerateFormats = 0xC0405602, EnumerateSizes = 0xC02C564A, EnumerateIntervals = 0xC034564B;
    private const int FormatBytes = 64, SizeBytes = 44, IntervalBytes = 52;
    private const uint VideoCapture = 1; // V4L2_BUF_TYPE_VIDEO_CAPTURE
    private const uint Discrete = 1; // ..._TYPE_DISCRETE; the others give ranges
    private const uint Most = 64; // of anything: a driver that never says no must not hold us for ever

    /// <summary>Sends one request to the driver, which writes into the structure; below zero is no.</summary>
    public delegate int Request(uint code, Span<byte> structure);

    /// <summary>All modes, the largest and fastest first within a format; empty when the node reports none.</summary>
    public static IReadOnlyList<CameraMode> Of(Request ask)
    {
        List<CameraMode> modes = [];
        Span<byte> format = stackalloc byte[FormatBytes];
        for (var n = 0u; n < Most; n++)
        {
            format.Clear();
            Put(format, 0, n);
            Put(format, 4, VideoCapture);
            if (ask(EnumerateFormats, format) < 0)
                break;
            var code = Get(format, 44);
            modes.AddRange(Sizes(ask, code).Select(size => new CameraMode(CameraFormat.WordFor(Text(code)), size, Rate(ask, code, size)))
                .OrderByDescending(static mode => mode.Size.Pixels).ThenByDescending(static mode => mode.FramesPerSecond));
        }
        return modes;
    }

    private static List<FrameSize> Sizes(Request ask, uint format)
    {
        List<FrameSize> sizes = [];
        Span<byte> size = stackalloc byte[SizeBytes];
        for (var n = 0u; n < Most; n++)
        {
            size.Clear();
            Put(size, 0, n);
            Put(size, 4, format);
            if (ask(EnumerateSizes, size) < 0)
                break;
            var isDiscrete = Get(size, 8) == Discrete;
            var (width, height) = isDiscrete ? (Get(size, 12), Get(size, 16)) : (Get(size, 16), Get(size, 28)); // of a range, its end
            if (width is > 0 and <= FrameSize.MaxSide && height is > 0 and <= FrameSize.MaxSide)
                sizes.Add(new FrameSize((int)width, (int)height));
            if (!isDiscrete)
                break;
        }
        return sizes;
    }

    private static double Rate(Request ask, uint format, FrameSize size)
    {
        var best = 0.0;
        Span<byte> interval = stackalloc byte[IntervalBytes];
        for (var n = 0u; n < Most; n++)
        {
            interval.Clear();
            Put(interval, 0, n);
            Put(interval, 4, format);
            Put(interval, 8, (uint)size.Width);
            Put(interval, 12, (uint)size.Height);
            if (ask(EnumerateIntervals, interval) < 0)
                break;
            var (seconds, parts) = (Get(interval, 20), Get(interval, 24)); // seconds a frame, as a fraction; of a range, the shortest
            if (seconds > 0)
                best = Math.Max(best, Math.Round((double)parts / seconds, 2));
            if (Get(interval, 16) != Discrete)
                break;
        }
        return best;
    }

    private static string Text(uint code)
    {
        Span<byte> characters = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(characters, code);
        return Encoding.Latin1.GetString(characters).Trim();
    }

    // The kernel's own byte order.
    private static uint Get(ReadOnlySpan<byte> structure, int at) => MemoryMarshal.Read<uint>(structure[at..]);

    private static void Put(Span<byte> structure, int at, uint value) => MemoryMarshal.Write(structure[at..], value);
}
