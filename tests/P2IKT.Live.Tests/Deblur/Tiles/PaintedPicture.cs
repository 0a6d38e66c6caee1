using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Tiles;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Tiles;

/// <summary>A picture in memory, and what the tiles make of it; counts how often each pixel was taken.</summary>
internal sealed class PaintedPicture(FrameSize size, byte[] bgr, int stride = 8) : TiledPicture
{
    public override FrameSize Size => size;

    public byte[] Sharp { get; } = new byte[bgr.Length];

    public float[] Blur { get; } = new float[Cells(size.Width, stride) * Cells(size.Height, stride)];

    public byte[] Taken { get; } = new byte[size.Width * size.Height];

    public List<int> Tops { get; } = [];

    public static byte[] Noise(FrameSize size, int seed)
    {
        var random = new Random(seed);
        var bgr = new byte[size.Width * size.Height * 3];
        for (var i = 0; i < bgr.Length; i += 3)
        {
            var wave = 60 * Math.Sin(0.05 * (i / 3 % size.Width)) + 40 * Math.Sin(0.03 * (i / 3 / size.Width) * (1 + 0.001 * (i / 3 % size.Width)));
            for (var c = 0; c < 3; c++)
                bgr[i + c] = (byte)Math.Clamp(120 + wave + random.Next(-40, 41), 0, 255);
        }
        return bgr;
    }

    public static (byte[] Sharp, float[] Blur) Whole(Model model, FrameSize size, byte[] bgr)
    {
        using var session = DeblurSessions.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        using var frame = new SingleFrame(session);
        bgr.CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return (frame.Sharp.Pixels.ToArray(), frame.Blur.Values.ToArray());
    }

    public override void Load(int top, int rows) => Tops.Add(top);

    public override void Fill(int x, int y, Frame tile, int pass)
    {
        for (var row = 0; row < tile.Size.Height; row++)
        {
            for (var column = 0; column < tile.Size.Width; column++)
            {
                var at = 3 * ((Math.Min(y + row, size.Height - 1) * size.Width) + Math.Min(x + column, size.Width - 1));
                bgr.AsSpan(at, 3).CopyTo(tile.Draft[((row * tile.Stride) + (3 * column))..]);
            }
        }
    }

    public override void Take(in TilePart part)
    {
        var cells = Cells(size.Width, part.BlurStride);
        for (var y = part.Top; y < part.Bottom; y++)
        {
            for (var x = part.Left; x < part.Right; x++)
            {
                part.Sharp.Pixels.Slice(((y - part.Y) * part.Sharp.Stride) + (3 * (x - part.X)), 3).CopyTo(Sharp.AsSpan(3 * ((y * size.Width) + x)));
                Taken[(y * size.Width) + x]++;
                Blur[(y / part.BlurStride * cells) + (x / part.BlurStride)] =
                    part.Blur.Values[((y - part.Y) / part.BlurStride * part.Blur.Size.Width) + ((x - part.X) / part.BlurStride)];
            }
        }
    }

    private static int Cells(int side, int stride) => (side + stride - 1) / stride;
}
