using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// What nobody can do without who runs this network on a frame: its multiply-accumulates, in registers, and reading the frame and writing
/// the result; on all cores. It takes turns with those that it is compared with, because a virtual machine's cores are not the same from
/// one second to the next: as threads of one core, two of them have half the multipliers.
/// </summary>
internal sealed class FloorWork(Model model, FrameSize size)
{
    private readonly byte[] _source = new byte[3 * size.Pixels], _sharp = new byte[3 * size.Pixels];

    /// <summary>One frame.</summary>
    public void Run() => Parallel.For(0, Environment.ProcessorCount, core =>
    {
        var part = _source.Length / Environment.ProcessorCount;
        Buffer.BlockCopy(_source, core * part, _sharp, core * part, part);
        MatrixPeak.Multiply(2.0 * model.MacsPerPixel * size.Pixels / Environment.ProcessorCount);
    });
}
