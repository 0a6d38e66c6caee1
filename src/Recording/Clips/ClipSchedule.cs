using System.Diagnostics;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// Assigns captured frames to the time slots of a clip with a constant frame rate, so that the clip keeps true time however unevenly the
/// frames came. A slot without a frame repeats the frame before; a frame whose slot is taken is surplus.
/// </summary>
/// <remarks>
/// A frame stands at most <see cref="Tolerance"/> of a slot away from its capture time, over any length. The slot is computed from the time
/// since the first frame, never from the frame before. The tolerance is above one half for cameras that are a little off their nominal
/// rate: their frames drift past the border between two slots, and would else alternate between repeated and surplus.
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

    /// <summary>The first free slot.</summary>
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
