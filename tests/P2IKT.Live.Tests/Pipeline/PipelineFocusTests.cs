using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Pipeline;

namespace P2IKT.Live.Tests.Pipeline;

/// <summary>Focus points of a whole pipeline, on the test scene: its focus is near for a second, then pulled to far in five.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class PipelineFocusTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithAPointOnTheNearestObject_ReadsSharpAtFirstAndThenLessAndLess()
    {
        await using var pipeline = await LivePipeline.StartAsync(
            new LiveOptions { Source = "test:?size=640x360&fps=10&frames=60", Headless = true, Frames = 60 }, Cancel);
        var point = pipeline.Focus.Add(0.5, 0.9); // the table's near edge
        List<FocusReading> readings = [];
        var following = FollowAsync();
        await pipeline.RunAsync(Cancel).WaitAsync(Timeout, Cancel);
        pipeline.Focus.Clear(); // ends the wait for a frame that does not come
        await following;

        Assert.True(readings.Count > 20, $"{readings.Count} readings");
        Assert.Equal(FocusCue.InFocus, readings[3].Cue);
        Assert.InRange(readings[3].Radius, 0, 1.5f);
        Assert.InRange(readings[^1].Radius, 2.5f, 20);
        Assert.InRange(readings[^1].Best, 0, 1.5f);

        async Task FollowAsync()
        {
            try
            {
                for (long next = 0; ;)
                {
                    var (reading, sequence, _) = await pipeline.Focus.NextAsync(point.Id, next, Cancel);
                    readings.Add(reading);
                    next = sequence + 1;
                }
            }
            catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
            {
                // The point was removed.
            }
        }
    }
}
