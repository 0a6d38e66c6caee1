using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>
/// The flow as the live view wires it, one frame at a time: a captured frame goes in, and the next when a viewer has acknowledged its
/// JPEG. Nothing overlaps, so this is latency; a stream's rate is that of its slowest stage.
/// </summary>
internal static class EndToEndRow
{
    public static StageRow Measure(StageSample sample, int rounds) => MeasureAsync(sample, rounds).GetAwaiter().GetResult();

    private static async Task<StageRow> MeasureAsync(StageSample sample, int rounds)
    {
        using var captured = new Subject<Frame>();
        await using var stage = new DeblurStage(captured, Open(sample), _ => Open(sample));
        await using var preview = await WebPreview.StartAsync(stage.FramesWithoutDemand, static () => throw new NotSupportedException(), new PreviewOptions { Port = 0 });
        using var viewer = await Viewer.ConnectAsync(new Uri($"ws://{preview.Url.Authority}/live"));
        return new StageRow("end to end: frame in, acknowledged JPEG out", Timing.Of(rounds, ShowOne), sample.Floors.EndToEnd);

        void ShowOne()
        {
            var before = preview.Presented;
            captured.OnNext(sample.Source);
            viewer.AwaitFrame();
            SpinWait.SpinUntil(() => preview.Presented > before); // the acknowledgement is on its way: microseconds
        }
    }

    private static DeblurSession Open(StageSample sample) =>
        DeblurSessions.Create(sample.Model, sample.Size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
}
