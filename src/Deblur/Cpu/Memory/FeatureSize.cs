namespace P2IKT.Live.Deblur.Cpu.Memory;

/// <summary>Shape of activations: pixels across and down, values of a pixel.</summary>
internal readonly record struct FeatureSize(int Width, int Height, int Channels)
{
    /// <summary>All of its pixels.</summary>
    public PixelArea Area => new(0, 0, Width, Height);

    /// <summary>What the values take.</summary>
    public long Bytes => (long)Width * Height * Channels * sizeof(float);
}
