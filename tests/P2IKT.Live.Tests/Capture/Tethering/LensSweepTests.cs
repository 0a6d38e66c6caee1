using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>
/// A sweep over the still life, as an autofocus does it: the frames that the drive names show the place as sharp as the lens stands.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class LensSweepTests : LensTest
{
    private static readonly (int X, int Y) Place = (127, 325); // a ball of wool, which has texture at every scale

    [Theory]
    [InlineData(SimulatedCameraMake.Nikon, 40, 0)]
    [InlineData(SimulatedCameraMake.Canon, 1, 1)]
    [InlineData(SimulatedCameraMake.Sony, 1, 1)]
    public async Task Sweep_IsSharpestWhereTheTruthIs(SimulatedCameraMake make, int steps, int size)
    {
        var camera = Simulate(make);
        camera.Size = new FrameSize(640, 360);
        camera.Lens.Scene = new SimulatedScene { PixelsPerUnit = 0.02 };
        camera.Lens.StepUnits = [4, 40, 160];
        var best = camera.PositionFor(Place.X, Place.Y);
        camera.Lens.Position = Math.Max(0, best - 190);
        var (source, lens) = await Open(camera);
        Dictionary<long, double> sharpness = [];
        using var frames = source.Frames.Subscribe(
            frame =>
            {
                lock (sharpness)
                    sharpness[frame.Sequence] = SharpnessOf(frame);
            },
            static _ => { });
        List<(double Position, double Sharpness)> sweep = [];
        var took = TimeSpan.Zero;
        for (var i = 0; i < 11; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var move = await lens.DriveAsync(steps, size, Cancel);
            took += Stopwatch.GetElapsedTime(began);
            var position = await PositionOf(move.FirstSequence);
            await Poll.UntilAsync(() => SharpnessAt(move.FirstSequence) is not null, "the frame is measured");
            sweep.Add((position, SharpnessAt(move.FirstSequence)!.Value));
        }
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture, $"{make}: {took.TotalMilliseconds / 11:0} ms from an order to its frame, at 30 pictures a second"));
        Assert.Equal(sweep.OrderBy(static point => point.Position), sweep);
        Assert.Equal(best, sweep.MaxBy(static point => point.Sharpness).Position, 41.0);
        Assert.True(sweep.Max(static point => point.Sharpness) > 3 * sweep.Min(static point => point.Sharpness), "The sweep shows no focus.");

        double? SharpnessAt(long sequence)
        {
            lock (sharpness)
                return sharpness.TryGetValue(sequence, out var value) ? value : null;
        }
    }

    /// <summary>Mean square of the Laplacian of green, around the place.</summary>
    private static double SharpnessOf(Frame frame)
    {
        double sum = 0;
        for (var y = Place.Y - 16; y < Place.Y + 16; y++)
        {
            for (var x = Place.X - 16; x < Place.X + 16; x++)
            {
                double At(int dx, int dy) => frame.Pixels[((y + dy) * frame.Stride) + ((x + dx) * 3) + 1];
                var value = (4 * At(0, 0)) - At(1, 0) - At(-1, 0) - At(0, 1) - At(0, -1);
                sum += value * value;
            }
        }
        return sum / 1024;
    }
}
