using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Testing.Lens;

/// <summary>
/// The number and the position that a picture of a scene carries in its top 16 rows, as grey bars of 8 columns: four that mark it, eight
/// of the number, sixteen of the position's index. The rows are the first restart interval of a JPEG, so that they are exchanged without
/// decoding it (ITU-T T.81, E.1.4).
/// </summary>
internal static class SceneStamp
{
    public const int Rows = 16; // of one row of blocks with halved chroma
    public const int MinWidth = (MarkBits + NumberBits + IndexBits) * BarWidth;
    private const int BarWidth = 8;
    private const int MarkBits = 4;
    private const int NumberBits = 8;
    private const int IndexBits = 16;
    private const int Mark = 0b0101;
    private const int Quality = 92;

    /// <summary>Encodes a picture so that its top rows can be exchanged.</summary>
    public static byte[] Encode(Mat picture)
    {
        OpenCvRuntime.Prepare();
        return picture.ImEncode(
            ".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality),
            new ImageEncodingParam(ImwriteFlags.JpegRstInterval, (picture.Width + 15) / 16));
    }

    /// <summary>The same picture with other top rows.</summary>
    public static byte[] Exchange(byte[] jpeg, int width, byte number, int index)
    {
        using var bars = new Mat(Rows, width, MatType.CV_8UC3, Scalar.All(128));
        var bits = Mark | (number << MarkBits) | (index << (MarkBits + NumberBits));
        for (var bit = 0; bit < MarkBits + NumberBits + IndexBits; bit++)
            Cv2.Rectangle(bars, new Rect(bit * BarWidth, 0, BarWidth, Rows), Scalar.All((bits >> bit & 1) != 0 ? 208 : 48), -1);
        var top = Encode(bars);
        var scan = ScanOf(top);
        var rest = FirstRestart(jpeg);
        return [.. jpeg.AsSpan(0, ScanOf(jpeg)), .. top.AsSpan(scan, top.Length - 2 - scan), .. jpeg.AsSpan(rest)];
    }

    /// <summary>Reads what a frame carries; false when it is not of a scene.</summary>
    public static bool TryRead(Frame frame, out byte number, out int index)
    {
        (number, index) = (0, 0);
        if (frame.Size.Width < MinWidth || frame.Size.Height <= Rows)
            return false;
        var bits = 0;
        for (var bit = 0; bit < MarkBits + NumberBits + IndexBits; bit++)
        {
            var level = frame.Pixels[(Rows / 2 * frame.Stride) + (((bit * BarWidth) + (BarWidth / 2)) * 3)];
            bits |= (level > 127 ? 1 : 0) << bit;
        }
        (number, index) = ((byte)(bits >> MarkBits), bits >> (MarkBits + NumberBits));
        return (bits & ((1 << MarkBits) - 1)) == Mark;
    }

    /// <summary>Where the first scan's data begin.</summary>
    private static int ScanOf(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; ;)
        {
            var next = at + 2 + ((jpeg[at + 2] << 8) | jpeg[at + 3]);
            if (jpeg[at + 1] == 0xDA) // start of scan
                return next;
            at = next;
        }
    }

    private static int FirstRestart(ReadOnlySpan<byte> jpeg) => jpeg.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD0]);
}
