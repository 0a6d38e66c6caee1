using P2IKT.Live.Focus.Curves;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Measures the backlash of a lens on a point in focus: one sweep farther and one nearer give two focus curves, whose minima are the
/// backlash apart.
/// </summary>
public sealed class BacklashMeasurement
{
    private const int Steps = 10;
    private const double ReachPixels = 3; // blur by defocus at the ends of a sweep
    private readonly AutofocusOptions _options;

    /// <summary>A measurement.</summary>
    /// <param name="options">Limits; null: the defaults.</param>
    public BacklashMeasurement(AutofocusOptions? options = null)
    {
        _options = options ?? new();
        _options.Validate();
    }

    /// <summary>Measures, and returns the lens to where it was.</summary>
    /// <param name="tracker">The lens, after an autofocus on the point; its calibration gets the new values.</param>
    /// <param name="probe">Reads the point.</param>
    /// <param name="cancellation">Stops between two moves; the lens is returned first.</param>
    /// <returns>The new calibration.</returns>
    /// <exception cref="FocusException">k is not known yet, or a sweep gave no valid curve.</exception>
    public async Task<LensCalibration> RunAsync(LensTracker tracker, IRadiusProbe probe, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        ArgumentNullException.ThrowIfNull(probe);
        if (tracker.Calibration.PixelsPerUnit is not { } slope)
            throw new FocusException(
                FaultKind.WrongUsage, "The lens has not been focused on a point yet: focus first, then measure its backlash.");
        var start = tracker.Here;
        var reader = new StableReader(probe, _options.Curve);
        var reach = ReachPixels / slope;
        try
        {
            // Beyond the sweep first, so that it begins without backlash.
            await tracker.ApproachAsync(tracker.Position - reach, 0.2 * reach, cancellation).ConfigureAwait(false);
            var farther = await SweepAsync(tracker, reader, 2 * reach / Steps, cancellation).ConfigureAwait(false);
            await tracker.MoveByAsync(1.5 * tracker.Calibration.MaxBacklash, 0.5, cancellation).ConfigureAwait(false);
            await tracker.MoveByAsync(-1.5 * tracker.Calibration.MaxBacklash, 0.5, cancellation).ConfigureAwait(false);
            var nearer = await SweepAsync(tracker, reader, -2 * reach / Steps, cancellation).ConfigureAwait(false);
            var backlash = farther.BestPosition - nearer.BestPosition;
            var sigma = Math.Sqrt((farther.Sigma * farther.Sigma) + (nearer.Sigma * nearer.Sigma));
            if (backlash + (3 * sigma) < 0)
                throw new FocusException(
                    FaultKind.Failed, "The two sweeps contradict each other: hold the camera and the scene still and try again.");
            return tracker.Calibration = tracker.Calibration with
            {
                MinBacklash = Math.Max(0, backlash - (2 * sigma)),
                MaxBacklash = Math.Max(0.5, backlash + (2 * sigma)),
                PixelsPerUnit = (farther.Slope + nearer.Slope) / 2,
            };
        }
        finally
        {
            await tracker.ReturnToAsync(start, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<FocusCurveFit> SweepAsync(LensTracker tracker, StableReader reader, double step, CancellationToken cancellation)
    {
        var curve = new FocusCurve(_options.Curve);
        var next = 0L;
        for (var i = 0; i <= Steps; i++)
        {
            var reading = await reader.ReadAsync(next, 2, cancellation).ConfigureAwait(false);
            if (reading.IsStable)
                curve.Add(new(tracker.Position - tracker.Slack.Middle, reading.Radius, reading.Confidence));
            if (i < Steps)
                next = (await tracker.MoveByAsync(step, Math.Abs(step) / 3, cancellation).ConfigureAwait(false)).FirstSequence;
        }
        var fit = curve.Fit();
        return fit.IsValid ? fit : throw new FocusException(
            FaultKind.Failed, "A sweep across the best focus gave no clear curve: use a point with more texture, and hold "
                + "camera and scene still.");
    }
}
