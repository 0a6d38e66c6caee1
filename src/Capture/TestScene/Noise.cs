using System.Runtime.CompilerServices;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>Smooth value noise from a hash: the same for the same seed on every machine, at any coordinate.</summary>
internal readonly struct Noise(uint seed)
{
    /// <summary>Uniform in 0 to 1 for a pair of whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(int x, int y)
    {
        var h = (uint)x * 0x8DA6B343u ^ (uint)y * 0xD8163841u ^ seed * 0xCB1AB31Fu;
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return (h ^ (h >> 15)) * (1f / uint.MaxValue);
    }

    /// <summary>Smooth, 0 to 1, with features one unit wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Smooth(float x, float y)
    {
        float fx = MathF.Floor(x), fy = MathF.Floor(y);
        float tx = x - fx, ty = y - fy;
        int ix = (int)fx, iy = (int)fy;
        tx = tx * tx * (3 - (2 * tx));
        ty = ty * ty * (3 - (2 * ty));
        float a = At(ix, iy), b = At(ix + 1, iy), c = At(ix, iy + 1), d = At(ix + 1, iy + 1);
        a += (b - a) * tx;
        c += (d - c) * tx;
        return a + ((c - a) * ty);
    }

    /// <summary>Octaves of <see cref="Smooth"/>, each twice as fine and half as strong; 0 to 1 with mean 0.5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Fractal(float x, float y, int octaves)
    {
        float sum = 0, weight = 0.5f, total = 0;
        for (var i = 0; i < octaves; i++)
        {
            sum += weight * Smooth(x, y);
            total += weight;
            weight *= 0.5f;
            (x, y) = ((x * 1.72f) + (y * 1.02f) + 17.3f, (y * 1.72f) - (x * 1.02f) + 9.1f); // turned, so that the lattice does not show
        }
        return sum / total;
    }
}
