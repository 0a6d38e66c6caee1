using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>An operator of the network that reads whole maps and fills its own.</summary>
internal abstract class MapOperator : Operator, IDisposable
{
    /// <summary>The map that it fills; owned.</summary>
    public abstract FeatureMap Output { get; }

    /// <summary>The maps that it reads; none for an input of the network.</summary>
    public abstract IEnumerable<FeatureMap> Inputs { get; }

    /// <summary>
    /// Says what the next run makes: what depends on the changed part of what it reads (<see cref="FeatureMap.Changed"/>). The rest of its
    /// map stays as the last run left it.
    /// </summary>
    /// <param name="frame">What has changed of the network's input, in pixels of the frame; null: all, and then all is made.</param>
    public abstract void Restrict(PixelArea? frame);

    /// <inheritdoc/>
    public abstract void Dispose();
}
