using System.Runtime.ExceptionServices;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// What a pipeline owns, disposed in the order of the flow: each stage before the stages that it feeds. Nothing new then arrives at a stage
/// that is being disposed. Each is disposed even when one before it fails.
/// </summary>
/// <remarks>
/// While a pipeline is built, the list is a local variable; <see cref="Move"/> hands its content to the finished pipeline.
/// </remarks>
internal sealed class DisposalList : IAsyncDisposable
{
    private List<Func<ValueTask>>? _owned = [];

    /// <summary>Adds an owned object at the end, and returns it.</summary>
    public T Add<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned!.Add(owned.DisposeAsync);
        return owned;
    }

    /// <summary>Adds an owned object at the end.</summary>
    public void AddDisposable(IDisposable owned) => _owned!.Add(() =>
    {
        owned.Dispose();
        return ValueTask.CompletedTask;
    });

    /// <summary>Returns a list with the content of this one; disposing this one does nothing from now on.</summary>
    public DisposalList Move() => new() { _owned = Interlocked.Exchange(ref _owned, null) };

    /// <summary>Disposes all, once; throws the first failure at the end.</summary>
    public async ValueTask DisposeAsync()
    {
        ExceptionDispatchInfo? failure = null;
        foreach (var dispose in Interlocked.Exchange(ref _owned, null) ?? [])
        {
            try
            {
                await dispose().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // the rest is released, too; the first failure is thrown below
            catch (Exception fault)
#pragma warning restore CA1031
            {
                failure ??= ExceptionDispatchInfo.Capture(fault);
            }
        }
        failure?.Throw();
    }
}
