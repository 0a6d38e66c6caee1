using System.Diagnostics;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Manual;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>Where the focus stands at a frame, in whatever units there are.</summary>
/// <param name="drive">What changes the focus.</param>
/// <param name="focus">Reads the ring of a manual lens from the focus points; null: there are none.</param>
internal sealed class SweepPosition(SweepDrive drive, FocusAssist? focus)
{
    private readonly ManualFocusSnapshot _manual = new();
    private long? _beganAt; // ticks of Stopwatch
    private double _ring;
    private int _pictures;

    /// <summary>What positions are; decided with the first frame.</summary>
    public StackPositionUnit Unit { get; private set; } = drive == SweepDrive.Hand ? StackPositionUnit.Seconds : StackPositionUnit.Pictures;

    /// <summary>The position of a frame.</summary>
    public double Of(Frame frame)
    {
        if (drive != SweepDrive.Hand)
            return _pictures++;
        var isReadable = focus?.TryReadManual(frame.Sequence, _manual) == true && double.IsFinite(_manual.Ring);
        if (_beganAt is null && isReadable)
            Unit = StackPositionUnit.RingPixels;
        _beganAt ??= frame.CapturedAt;
        if (Unit == StackPositionUnit.Seconds)
            return Stopwatch.GetElapsedTime(_beganAt.Value, frame.CapturedAt).TotalSeconds;
        return _ring = isReadable ? _manual.Ring : _ring; // a point that is too soft for a moment: the ring is about where it was
    }
}
