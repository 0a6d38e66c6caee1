using System.Globalization;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Lens;

/// <summary>Plans the pictures of a focus stack between a near and a far limit, and shoots them.</summary>
public static class FocusStackPlanner
{
    /// <summary>More pictures than this are refused: a limit is at the wrong place then.</summary>
    public const int MaxPictures = 300;

    /// <summary>
    /// Plans a stack. A subject half-way between two pictures that are s steps apart has a blur radius by defocus of k·s/2 in both, so that
    /// s = 2·radius/k; an overlap makes it smaller. The steps are then evened out between the limits.
    /// </summary>
    /// <param name="near">Position at which the nearest part is in focus, in steps of the finest size.</param>
    /// <param name="far">And the farthest; the two may be exchanged.</param>
    /// <param name="slope">k of the focus curve: pixels for each step.</param>
    /// <param name="toleratedRadius">
    /// Blur radius by defocus that is allowed anywhere between the limits, in pixels of the live view.
    /// </param>
    /// <param name="overlap">Share by which neighbours overlap beyond that, 0 to 0.9. Default: 0.2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, not positive, or out of its range.</exception>
    /// <exception cref="FocusException">It would take more than <see cref="MaxPictures"/> pictures.</exception>
    public static FocusStackPlan Plan(double near, double far, double slope, double toleratedRadius, double overlap = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(near), false, nameof(near));
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(far), false, nameof(far));
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(slope) && slope > 0, false, nameof(slope));
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(toleratedRadius) && toleratedRadius > 0, false, nameof(toleratedRadius));
        ArgumentOutOfRangeException.ThrowIfEqual(overlap is >= 0 and <= 0.9, false, nameof(overlap));
        var (first, length) = (Math.Min(near, far), Math.Abs(far - near));
        var widest = 2 * toleratedRadius * (1 - overlap) / slope;
        var gaps = Math.Ceiling((length / widest) - 1e-9);
        if (gaps + 1 > MaxPictures)
        {
            throw new FocusException(FaultKind.WrongUsage, string.Create(
                CultureInfo.InvariantCulture,
                $"The focus stack would take {gaps + 1:0} pictures, more than {MaxPictures}: move its limits together, "
                    + $"or tolerate more blur."));
        }
        var count = (int)gaps + 1;
        var step = gaps > 0 ? length / gaps : 0;
        return new([.. Enumerable.Range(0, count).Select(i => first + (i * step))], step, slope * step / 2);
    }

    /// <summary>Shoots a stack, and returns the lens to where it was, also after a failure.</summary>
    /// <param name="tracker">The lens.</param>
    /// <param name="plan">From <see cref="Plan"/>.</param>
    /// <param name="shoot">Takes the picture of this index; the lens stands still until it has returned.</param>
    /// <param name="stillness">How long to wait after each move, because a camera may report it as done too early.</param>
    /// <param name="time">Null: the system's clock.</param>
    /// <param name="cancellation">Stops before the next move or picture.</param>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    public static async Task ShootAsync(
        LensTracker tracker, FocusStackPlan plan, Func<int, CancellationToken, Task> shoot, TimeSpan stillness, TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shoot);
        ArgumentOutOfRangeException.ThrowIfLessThan(stillness, TimeSpan.Zero);
        var start = tracker.Here;
        try
        {
            for (var i = 0; i < plan.Positions.Count; i++)
            {
                await tracker.ApproachAsync(plan.Positions[i], plan.Step / 8, cancellation).ConfigureAwait(false);
                await Task.Delay(stillness, time ?? TimeProvider.System, cancellation).ConfigureAwait(false);
                await shoot(i, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            await tracker.ReturnToAsync(start, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
