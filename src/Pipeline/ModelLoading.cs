using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Quality;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// Models that load while the source opens, as the levels that a stream may use. Disposing waits for the end of the loading and ignores
/// its failure.
/// </summary>
internal sealed class ModelLoading : IAsyncDisposable
{
    /// <summary>Begins to load.</summary>
    /// <param name="load">Loads; called on another thread.</param>
    /// <param name="cancellation">Cancels the loading.</param>
    public ModelLoading(Func<QualityLadder> load, CancellationToken cancellation) => Ladder = Task.Run(load, cancellation);

    /// <summary>The levels, or the failure to load a model.</summary>
    public Task<QualityLadder> Ladder { get; }

    /// <summary>One model at each working size.</summary>
    /// <param name="model">Its name or path; auto is the best where time does not matter.</param>
    /// <param name="cancellation">Cancels the loading if it has not begun.</param>
    public static ModelLoading OfOne(string model, CancellationToken cancellation) =>
        new(() => QualityLadder.Of(ModelCatalog.Standard.Find(model)), cancellation);

    /// <summary>The levels of a stream.</summary>
    /// <param name="options">Model, provider and latency.</param>
    /// <param name="cancellation">Cancels the loading.</param>
    public static ModelLoading OfStream(LiveOptions options, CancellationToken cancellation) => options switch
    {
        { Model: not ModelCatalog.Auto } => OfOne(options.Model, cancellation),
        { Budget: null } => OfOne(ModelCatalog.Default, cancellation),
        _ => new(() => AutomaticLadder.Load(ModelCatalog.Standard, options.Network, cancellation), cancellation),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ((Task)Ladder).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
