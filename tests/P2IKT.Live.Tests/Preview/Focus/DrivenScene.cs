using P2IKT.Live.Focus;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>
/// A lens without backlash before a flat scene: what it does shows in the readings of the focus points. The test decides when a frame comes.
/// </summary>
internal sealed class DrivenScene(FocusAssist focus) : ILensDrive
{
    public const double Best = 120; // position of the best focus
    private const double PixelsPerUnit = 0.05;
    private static readonly LensDriveTraits All = new(
        "Test", [new("fine", 1, true, 1), new("middle", 6, true, 1), new("coarse", 30, true, 1)], false);

    private readonly Lock _gate = new();
    private long _sequence;

    public LensDriveTraits? Traits => IsOnManualFocus ? null : All;

    public string? UnavailableReason => IsOnManualFocus ? "The lens is on MF: switch it to AF." : null;

    public bool IsOnManualFocus { get; set; }

    public double Position { get; private set; }

    /// <summary>Radius in pixels that is read at a position.</summary>
    public static float RadiusAt(double position) => (float)Math.Sqrt((0.6 * 0.6) + Math.Pow(PixelsPerUnit * (position - Best), 2));

    public Task<LensMove> DriveAsync(int steps, int size, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            Position += steps * All.Sizes[size].NominalUnits;
            return Task.FromResult(new LensMove(steps, size, _sequence));
        }
    }

    /// <summary>The next frame.</summary>
    public void Show() => Show(RadiusAt(Position));

    /// <summary>The next frame, with a radius of the test's.</summary>
    public void Show(float radius)
    {
        lock (_gate)
            FocusFields.Observe(focus, _sequence++, radius);
    }
}
