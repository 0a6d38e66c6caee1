namespace P2IKT.Live.Deblur.Backbone;

/// <summary>One step of the network: reads maps that are there, fills its own.</summary>
internal abstract class Layer : IDisposable
{
    /// <summary>What it fills; owned.</summary>
    public abstract FeatureMap Output { get; }

    /// <summary>Does its work.</summary>
    public abstract void Run(Crew crew);

    /// <inheritdoc/>
    public virtual void Dispose() => Output.Dispose();
}
