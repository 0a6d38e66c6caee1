using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>One step of the network: reads maps that are there, fills its own, in pieces that need nothing of each other.</summary>
internal abstract class Layer : SharedStep, IDisposable
{
    /// <summary>What it fills; owned.</summary>
    public abstract FeatureMap Output { get; }

    /// <summary>Into how many pieces it falls: by default, rows.</summary>
    public override int Pieces => Output.Height;

    /// <inheritdoc/>
    public virtual void Dispose() => Output.Dispose();
}
