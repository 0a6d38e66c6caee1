using P2IKT.Live.Focus.Lens;

namespace P2IKT.Live.Tests.Focus.Lens;

public sealed class TrapFocusTests
{
    [Fact]
    public void Trap_OnAPointThatComesIntoFocus_FiresOnce()
    {
        var trap = new TrapFocus();
        float[] radii = [6, 5, 4, 3, 2, 1.1f, 1, 0.9f, 3, 1, 1];
        Assert.Equal([6], Fired(trap, radii));
        Assert.True(trap.HasFired);
        trap.Reset();
        Assert.Equal([2], Fired(trap, [3, 1, 1]));
    }

    [Fact]
    public void Trap_OnAPointThatIsInFocusAlready_DoesNotFire() => Assert.Empty(Fired(new TrapFocus(), [1, 1, 1.5f, 1, 1]));

    [Fact]
    public void Trap_OnOneFrameInFocus_DoesNotFire() => Assert.Empty(Fired(new TrapFocus(), [5, 1, 5, 1, 5]));

    [Fact]
    public void Trap_WithoutConfidence_DoesNotFire()
    {
        var trap = new TrapFocus();
        trap.Observe(5, 0.9f);
        Assert.False(trap.Observe(1, 0.9f));
        Assert.False(trap.Observe(1, 0.1f));
        Assert.False(trap.Observe(1, 0.9f)); // the frame without confidence has broken the sequence
        Assert.True(trap.Observe(1, 0.9f));
    }

    private static List<int> Fired(TrapFocus trap, float[] radii) =>
        [.. radii.Index().Where(pair => trap.Observe(pair.Item, 0.9f)).Select(static pair => pair.Index)];
}
