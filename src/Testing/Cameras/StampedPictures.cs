using System.Collections.Concurrent;
using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// Live-view pictures with their number written into the pixels, as eight black or white squares in the top left corner: coarse enough
/// to survive JPEG. Numbers go round at 256.
/// </summary>
internal static class StampedPictures
{
    private const int Bits = 8;
    private static readonly ConcurrentDictionary<(FrameSize Size, byte Number), byte[]> Encoded = [];

    public static byte[] Jpeg(FrameSize size, byte number) => Encoded.GetOrAdd((size, number), static key =>
    {
        OpenCvRuntime.Prepare();
        using var picture = new Mat(key.Size.Height, key.Size.Width, MatType.CV_8UC3, new Scalar(90, 120, 140));
        for (var y = 0; y < key.Size.Height; y += 24) // something for the codec to work on
            Cv2.Line(picture, new Point(0, y), new Point(key.Size.Width, y + 60), new Scalar(60, 180, 200), 2);
        var side = Side(key.Size);
        for (var bit = 0; bit < Bits; bit++)
            Cv2.Rectangle(picture, new Rect(bit * side, 0, side, side), Scalar.All((key.Number >> bit & 1) * 255), -1);
        return picture.ImEncode(".jpg");
    });

    /// <summary>The number in a frame's pixels.</summary>
    public static byte NumberOf(Frame frame)
    {
        if (SceneStamp.TryRead(frame, out var stamped, out _))
            return stamped;
        var side = Side(frame.Size);
        var number = 0;
        for (var bit = 0; bit < Bits; bit++)
        {
            var level = frame.Pixels[(side / 2 * frame.Stride) + (((bit * side) + (side / 2)) * 3)];
            number |= (level > 127 ? 1 : 0) << bit;
        }
        return (byte)number;
    }

    private static int Side(FrameSize size) => Math.Min(size.Width / Bits, size.Height / 2) & ~7; // whole JPEG blocks
}
