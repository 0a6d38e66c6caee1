using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A driven lens, as a focus sweep uses it: from its near to its far limit, and back to where it was. Thread-safe.</summary>
internal interface ISweepLens
{
    /// <summary>Why no sweep can be driven now, in one sentence that says what to do; null when one can.</summary>
    string? SweepNote { get; }

    /// <summary>Drives the lens from limit to limit, and back to its start, also after a failure.</summary>
    /// <param name="take">
    /// Called at each stop with its index and their number, while the lens stands still; the lens goes on when it has returned.
    /// </param>
    /// <returns>Ends when the lens is back.</returns>
    /// <exception cref="P2iktException">The lens cannot be driven, or is in use.</exception>
    Task SweepAsync(Func<int, int, CancellationToken, Task> take);

    /// <summary>Ends the sweep; the lens goes back to its start.</summary>
    void Cancel();
}
