using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;

namespace P2IKT.Live.Pipeline;

/// <summary>A model that loads while the source opens. Disposing waits for the end of the loading and ignores its failure.</summary>
internal sealed class ModelLoading : IAsyncDisposable
{
    /// <summary>Begins to load.</summary>
    /// <param name="model">Name or path of the model.</param>
    /// <param name="cancellation">Cancels the loading if it has not begun.</param>
    public ModelLoading(string model, CancellationToken cancellation) =>
        Model = Task.Run(() => ModelCatalog.Standard.Find(model), cancellation);

    /// <summary>The model, or the failure to load it.</summary>
    public Task<Model> Model { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ((Task)Model).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
