using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur.Still;

/// <summary>A textured scene in front of a camera with Gaussian noise, more of it where it is bright.</summary>
internal sealed class NoisyScene(int width, int height, int seed = 1) : IDisposable
{
    private readonly FramePool _pool = new(new FrameSize(width, height), 2, PixelFormat.Bgr24);
    private static readonly float[] Normal = Normals();
    private readonly Random _random = new(seed);
    private long _sequence;

    /// <summary>Standard deviation of the noise in the dark, in levels; where it is bright it is 1.6 times as much.</summary>
    public double Noise { get; set; } = 3;

    /// <summary>Size of the frames.</summary>
    public FrameSize Size => _pool.Size;

    /// <summary>The scene without noise at a place, 40 to 210.</summary>
    public static double Texture(double x, double y) =>
        125 + (35 * Math.Sin(0.11 * x) * Math.Cos(0.07 * y)) + (25 * Math.Sin((0.9 * x) + (0.5 * y))) + (25 * Math.Sin(0.031 * x * (1 + (0.02 * y))));

    /// <summary>The next frame, owned by the caller.</summary>
    /// <param name="value">The scene: by default <see cref="Texture"/>.</param>
    /// <param name="capturedAt">When it claims to be captured.</param>
    public Frame Next(Func<double, double, double>? value = null, long capturedAt = 0)
    {
        value ??= Texture;
        Assert.True(_pool.TryRent(out var frame));
        var pixels = frame.Draft;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var clean = value(x, y);
                var deviation = Noise * (1 + (0.6 * Math.Clamp(clean, 0, 255) / 255));
                for (var c = 0; c < 3; c++)
                    pixels[(3 * ((y * width) + x)) + c] = (byte)Math.Clamp(Math.Round(clean + (deviation * Gaussian())), 0, 255);
            }
        }
        frame.Publish(_sequence++, capturedAt);
        return frame;
    }

    public void Dispose() => _pool.Dispose();

    private float Gaussian() => Normal[_random.Next(Normal.Length)];

    private static float[] Normals()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 1 << 16).Select(_ =>
            (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
