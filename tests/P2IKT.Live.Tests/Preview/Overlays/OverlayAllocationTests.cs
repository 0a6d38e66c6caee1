using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Tests.Preview.Overlays;

/// <summary>Each overlay draws a frame without allocating. What it takes is measured by the benchmarks' "stages".</summary>
public sealed class OverlayAllocationTests
{
    [Theory]
    [InlineData("heat")]
    [InlineData("outline")]
    [InlineData("outline:strength=strong:over=mono")]
    [InlineData("soft:limit=2")]
    [InlineData("strip")]
    [InlineData("strip:along=row")]
    public void Draw_OfOneFrameAfterAnother_AllocatesNothing(string selection)
    {
        using var scene = new OverlayScene(new FrameSize(320, 180), GoldenOverlayTests.Radius, GoldenOverlayTests.Confidence, static pixels => pixels.Fill(90));
        using var canvas = new OverlayCanvas(OverlaySelection.Parse(selection, FrameOverlays.BuiltIn), static () => 16);
        Assert.Equal(0, Allocations.LowestOf(() => canvas.Draw(scene.Sharp, scene.Radii, scene.Confidences, OverlayScene.Stride)));
    }
}
