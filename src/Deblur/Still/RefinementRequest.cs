using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Still;

/// <summary>A still scene at one moment, which is to be refined. Owns its picture and its reference.</summary>
internal sealed class RefinementRequest(TileGrid grid) : IDisposable
{
    /// <summary>The tiles.</summary>
    public TileGrid Grid => grid;

    /// <summary>The picture: BGR, averaged where the scene holds still. The worker replaces it by the refined one.</summary>
    public NativeArray<byte> Picture { get; } = new(3 * grid.Size.Width * grid.Size.Height);

    /// <summary>The average at that moment, with 7 bits behind the point.</summary>
    public NativeArray<short> Reference { get; } = new(3 * grid.Size.Width * grid.Size.Height);

    /// <summary>How often each tile had changed; -1 for those that did not hold still.</summary>
    public int[] Changes { get; } = new int[grid.Count];

    /// <summary>For how many frames each tile had held still.</summary>
    public int[] Ages { get; } = new int[grid.Count];

    /// <summary>Variance of each tile's average, in levels squared.</summary>
    public double[] Variances { get; } = new double[grid.Count];

    /// <inheritdoc/>
    public void Dispose()
    {
        Picture.Dispose();
        Reference.Dispose();
    }
}
