using System.Runtime.ExceptionServices;

namespace P2IKT.Live.Frames;

/// <summary>
/// Resources with one owner, which are disposed together, in the reverse of the order in which they were added. Used by one thread at a
/// time.
/// </summary>
/// <remarks>
/// A constructor that makes several resources begins with <c>using var owned = new OwnedResources();</c>, adds each as it is made, and
/// ends with <c>_owned = owned.Move();</c>. When it throws before that, all that it has made is released; a disposer disposes
/// <c>_owned</c> and nothing else.
/// </remarks>
public sealed class OwnedResources : IDisposable
{
    private Stack<IDisposable> _resources = new();

    /// <summary>Takes ownership of a resource and returns it.</summary>
    public T Add<T>(T resource)
        where T : IDisposable
    {
        _resources.Push(resource);
        return resource;
    }

    /// <summary>Hands all resources over to a new owner; this one is empty then, and disposing it does nothing.</summary>
    public OwnedResources Move()
    {
        var moved = new OwnedResources { _resources = _resources };
        _resources = new();
        return moved;
    }

    /// <summary>
    /// Disposes all resources, the last added first, also when one of them throws; the first exception is thrown at the end.
    /// </summary>
    public void Dispose()
    {
        ExceptionDispatchInfo? failure = null;
        while (_resources.TryPop(out var resource))
        {
            try
            {
                resource.Dispose();
            }
#pragma warning disable CA1031 // the others must be released, too; the exception is thrown below
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
        failure?.Throw();
    }
}
