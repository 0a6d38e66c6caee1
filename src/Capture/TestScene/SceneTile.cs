using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// A part of the picture while its layers are laid over one another: in linear light, premultiplied, and small enough that neither it
/// nor what is blurred into it leaves the processor's cache.
/// </summary>
internal sealed class SceneTile
{
    /// <summary>Columns of a tile.</summary>
    public const int MaxWidth = 128;

    /// <summary>Rows of a tile; 64 kB with its columns, which is below what the managed heap holds to be large.</summary>
    public const int MaxHeight = 32;

    private readonly Vector128<float>[] _pixels = new Vector128<float>[MaxWidth * MaxHeight];

    public int Left { get; private set; }

    public int Top { get; private set; }

    public int Right { get; private set; }

    public int Bottom { get; private set; }

    /// <summary>Becomes the part of the frame that begins at a pixel, black and transparent.</summary>
    public void MoveTo(int left, int top, FrameSize frame)
    {
        (Left, Top) = (left, top);
        (Right, Bottom) = (Math.Min(left + MaxWidth, frame.Width), Math.Min(top + MaxHeight, frame.Height));
        Array.Clear(_pixels);
    }

    /// <summary>The pixels of a row of the frame, from <see cref="Left"/> to <see cref="Right"/>.</summary>
    public Span<Vector128<float>> Row(int y) => _pixels.AsSpan((y - Top) * MaxWidth, Right - Left);

    /// <summary>Writes the tile into the frame that it is a part of: 8-bit sRGB, BGR, packed rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(Span<byte> frame, int frameWidth)
    {
        var table = SrgbTable.Bytes;
        var scale = Vector128.Create(SrgbTable.Last);
        for (var y = Top; y < Bottom; y++)
        {
            var bgr = frame.Slice(((y * frameWidth) + Left) * 3, (Right - Left) * 3);
            var row = Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var steps = Vector128.ConvertToInt32(
                    (Vector128.Clamp(row[x], Vector128<float>.Zero, Vector128<float>.One) * scale) + Vector128.Create(0.5f));
                bgr[3 * x] = table[steps[2]];
                bgr[(3 * x) + 1] = table[steps[1]];
                bgr[(3 * x) + 2] = table[steps[0]];
            }
        }
    }
}
