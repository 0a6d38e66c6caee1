using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>An operator of the network that reads whole maps and fills its own.</summary>
internal abstract class MapOperator : Operator, IDisposable
{
    /// <summary>The map that it fills; owned.</summary>
    public abstract FeatureMap Output { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
