using System.Diagnostics;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// Which time slot of a clip with a constant frame rate a captured frame takes, so that the clip keeps true time however unevenly
/// the frames came: slots without a frame repeat the one before, and a frame whose slot is taken is surplus.
/// </summary>
/// <remarks>
/// A frame stands at most <see cref="Tolerance"/> of a slot away from where it was captured, over any length: the slot is computed
/// from the time since the first frame, never from the frame before. The tolerance is above one half so that a camera a little off
/// its nominal rate, whose frames drift past the border between two slots, does not flicker between repeating and leaving out.
/// </remarks>
internal sealed class ClipSchedule
{
    /// <summary>How far from its time a frame may stand, in slots; above one half, below one.</summary>
    public const double Tolerance = 0.75;

    private readonly long _origin;
    private readonly double _slotsPerTick;

    /// <summary>Begins with the first frame, in slot 0.</summary>
    /// <param name="rate">Slots a second.</param>
    /// <param name="firstCapturedAt">Capture time of the first frame, in ticks of <see cref="Stopwatch.GetTimestamp"/>.</param>
    public ClipSchedule(FrameRate rate, long firstCapturedAt) =>
        (_origin, _slotsPerTick) = (firstCapturedAt, rate.PerSecond / Stopwatch.Frequency);

    /// <summary>The first slot that nothing has.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>Gives a frame its slot.</summary>
    /// <returns>How often the frame before it must be repeated first; null when the frame is surplus and has no slot.</returns>
    public long? Place(long capturedAt)
    {
        var ideal = (capturedAt - _origin) * _slotsPerTick;
        if (ideal < Next - Tolerance)
            return null;
        var slot = ideal <= Next + Tolerance ? Next : (long)Math.Round(ideal);
        var repeats = slot - Next;
        Next = slot + 1;
        return repeats;
    }

    /// <summary>While no frame comes: how many slots up to a moment must repeat the last frame, for the clip not to fall behind.</summary>
    public long FillUntil(long moment)
    {
        var due = (long)Math.Floor((moment - _origin) * _slotsPerTick);
        var repeats = Math.Max(0, due - Next);
        Next += repeats;
        return repeats;
    }
}
