using System.Diagnostics;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Overlays;

/// <summary>Each overlay draws a frame of 1280 x 720 in less than 3 ms on one core, and allocates nothing.</summary>
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class OverlayCostTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(3);

    [Theory]
    [InlineData("heat")]
    [InlineData("outline")]
    [InlineData("outline:strength=strong:over=mono")]
    [InlineData("soft:limit=2")]
    [InlineData("strip")]
    [InlineData("strip:along=row")]
    public void Draw_IsCheap(string selection)
    {
        using var scene = new OverlayScene(new FrameSize(1280, 720), GoldenOverlayTests.Radius, GoldenOverlayTests.Confidence, static pixels => pixels.Fill(90));
        using var canvas = new OverlayCanvas(OverlaySelection.Parse(selection, FrameOverlays.BuiltIn), static () => 16);
        var (best, least) = (TimeSpan.MaxValue, long.MaxValue);
        var started = Stopwatch.GetTimestamp();
        // The best of many: a machine that is busy with something else makes single frames slow.
        for (var i = 0; i < 2000 && (best > Limit || least > 0 || i < 100) && Stopwatch.GetElapsedTime(started).TotalSeconds < 30; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            canvas.Draw(scene.Sharp, scene.Radii, scene.Confidences, OverlayScene.Stride);
            var took = Stopwatch.GetElapsedTime(start);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            best = took < best ? took : best;
        }
        TestContext.Current.SendDiagnosticMessage($"{selection}: {best.TotalMilliseconds:0.00} ms");
        TestContext.Current.TestOutputHelper?.WriteLine($"{selection}: {best.TotalMilliseconds:0.00} ms");
        Assert.Equal(0, least);
        Assert.True(best < Limit, $"{selection} took {best.TotalMilliseconds:0.00} ms at best.");
    }
}
