using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Reads a focus point once the lens stands still: frames that follow each other must agree, because a camera may report a move as done
/// while it lasts, or before it begins.
/// </summary>
internal sealed class StableReader(IRadiusProbe probe, FocusCurveOptions options)
{
    private const int MaxFrames = 14;
    private const int UnchangedFrames = 8; // a move that does not show within 0.27 s at 30 fps has not happened
    private const int SurpriseFrames = 3; // two frames of a slow motion can agree by chance
    private const int SaturatedFrames = 2; // more of them: motion does not show in saturated readings
    private const double StillWithin = 1.4; // sigma of a difference: a slow motion must not pass for a still lens
    private const double SameWithin = 2.5;
    private const double SurprisingFrom = 2;

    /// <summary>Reads until frames agree.</summary>
    /// <param name="fromSequence">First frame after the move.</param>
    /// <param name="frames">How many frames must agree, at least 2.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<StableReading> ReadAsync(long fromSequence, int frames, CancellationToken cancellation) =>
        ReadAsync(fromSequence, null, null, frames, StillWithin, cancellation);

    /// <summary>Reads a lens that is known to stand still: its frames differ by noise only.</summary>
    /// <param name="fromSequence">First frame.</param>
    /// <param name="frames">How many frames must agree, at least 2.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<StableReading> ReadStillAsync(long fromSequence, int frames, CancellationToken cancellation) =>
        ReadAsync(fromSequence, null, null, frames, SameWithin, cancellation);

    /// <summary>Reads after a move until frames agree.</summary>
    /// <param name="fromSequence">First frame after the move.</param>
    /// <param name="before">
    /// What was read before a move that must show: the same again counts only after some frames. Null when no change is expected.
    /// </param>
    /// <param name="expected">
    /// Radius that the curve predicts, in pixels; another one takes a frame more. Null when there is no curve.
    /// </param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<StableReading> ReadMovedAsync(long fromSequence, StableReading? before, double? expected, CancellationToken cancellation) =>
        ReadAsync(fromSequence, before, expected, 2, StillWithin, cancellation);

    private async Task<StableReading> ReadAsync(
        long fromSequence, StableReading? before, double? expected, int frames, double within, CancellationToken cancellation)
    {
        var last = await probe.NextAsync(fromSequence, cancellation).ConfigureAwait(false);
        var (radii, confidences, agreeing) = ((double)last.Radius, (double)last.Confidence, 1);
        for (var read = 2; read <= MaxFrames; read++)
        {
            var next = await probe.NextAsync(last.Sequence + 1, cancellation).ConfigureAwait(false);
            if (next.Sequence <= last.Sequence)
                throw new FocusException(
                    Frames.FaultKind.Failed, "The readings of the focus point do not advance: live view has stopped; start it again.");
            if (Agree(last.Radius, last.Confidence, next.Radius, next.Confidence, within))
                (radii, confidences, agreeing) = (radii + next.Radius, confidences + next.Confidence, agreeing + 1);
            else
                (radii, confidences, agreeing) = (next.Radius, next.Confidence, 1);
            last = next;
            var reading = new StableReading((float)(radii / agreeing), (float)(confidences / agreeing), true, last.Sequence);
            if (agreeing >= Needed(reading, frames, expected) && (read >= UnchangedFrames || !MayNotHaveMoved(before, reading, expected)))
                return reading;
        }
        return new(last.Radius, last.Confidence, false, last.Sequence);
    }

    private int Needed(in StableReading reading, int frames, double? expected)
    {
        if (reading.Radius >= options.SaturatedFrom)
            return frames + SaturatedFrames;
        var isSurprise = expected is { } radius
            && !(Math.Abs(reading.Radius - radius) <= SurprisingFrom * options.Noise.Sigma(radius, reading.Confidence));
        return isSurprise ? Math.Max(frames, SurpriseFrames) : frames;
    }

    private bool MayNotHaveMoved(StableReading? before, in StableReading reading, double? expected) =>
        before is { } old && Agree(old.Radius, old.Confidence, reading.Radius, reading.Confidence, SameWithin)
        && !(expected is { } radius && Math.Abs(reading.Radius - radius) < Math.Abs(reading.Radius - old.Radius));

    private bool Agree(double radius, double confidence, double otherRadius, double otherConfidence, double within)
    {
        var isReadable = double.IsFinite(radius) && confidence >= options.MinConfidence;
        if (isReadable != (double.IsFinite(otherRadius) && otherConfidence >= options.MinConfidence))
            return Math.Abs(confidence - otherConfidence) < 0.1; // on either side of the limit
        if (!isReadable || (radius >= options.SaturatedFrom && otherRadius >= options.SaturatedFrom))
            return true;
        var (sigma, other) = (options.Noise.Sigma(radius, confidence), options.Noise.Sigma(otherRadius, otherConfidence));
        return Math.Abs(radius - otherRadius) <= within * Math.Sqrt((sigma * sigma) + (other * other));
    }
}
