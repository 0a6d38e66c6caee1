namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Focuses a lens on a point. A probing move shows the side; where k is known, also the distance. A few readings around the best focus
/// then give a curve. It is accepted on R² and sigma, and only after a reading at its minimum has confirmed it. A reading within the
/// tolerance makes up for a sigma that is still too large, because defocus cannot be more than all blur. Otherwise the lens returns.
/// </summary>
/// <remarks>Thread-safe; but one lens must be used by one run at a time.</remarks>
public sealed class Autofocus
{
    private readonly AutofocusOptions _options;
    private readonly TimeProvider _time;

    /// <summary>An autofocus with its limits.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="time">Null: the system's clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not possible.</exception>
    public Autofocus(AutofocusOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new();
        _options.Validate();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Focuses once.</summary>
    /// <param name="tracker">
    /// The lens. After a success its calibration holds k, so that the next run needs fewer moves.
    /// </param>
    /// <param name="probe">Reads the point.</param>
    /// <param name="cancellation">Gives up: the lens is returned to its start before the exception is thrown.</param>
    /// <returns>What was done; failures of the camera, too, are outcomes.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the lens is back at its start.</exception>
    public Task<AutofocusResult> RunAsync(LensTracker tracker, IRadiusProbe probe, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        ArgumentNullException.ThrowIfNull(probe);
        return new AutofocusRun(tracker, probe, _options, _time).ExecuteAsync(cancellation);
    }
}
