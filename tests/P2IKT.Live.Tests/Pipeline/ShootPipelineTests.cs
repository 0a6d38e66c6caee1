using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Shoots;
using P2IKT.Live.Tests.Recording.Shoots;

namespace P2IKT.Live.Tests.Pipeline;

/// <summary>A shoot in the whole pipeline: the test scene, the real network, ffmpeg.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ShootPipelineTests : ShootTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Clip_OfASession_IsNamedListedAndCopied()
    {
        Assert.SkipUnless(FfmpegProgram.Path is not null, "ffmpeg is not installed.");
        Directory.CreateDirectory(Copies);
        var list = Write("list.csv", "Vase,4001\n");
        await using var pipeline = await LivePipeline.StartAsync(
            new LiveOptions
            {
                Source = "test:?size=96x64&fps=30",
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                StillsFolder = Pictures,
                Clips = new ClipOptions { Folder = Clips },
                Shoot = new ShootOptions { Session = "Smith", ListFile = list, CopyFolder = Copies },
            },
            Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = pipeline.RunAsync(stop.Token);
        using var client = new HttpClient { BaseAddress = pipeline.Url };
        await pipeline.Recorder!.StartAsync(stop: Cancel);
        await Poll.UntilAsync(() => pipeline.Recorder.State.Frames.Written > 5, "some frames are recorded");
        await pipeline.Recorder.StopAsync(Cancel);
        var clip = Path.Combine(Clips, "Smith", "Vase_0001.mp4");
        Assert.True(File.Exists(clip));
        var clips = await client.GetFromJsonAsync<JsonElement>("/api/clips", Cancel);
        Assert.Equal("Vase_0001.mp4", Assert.Single(clips.GetProperty("clips").EnumerateArray()).GetProperty("name").GetString());
        await stop.CancelAsync();
        await running.WaitAsync(Timeout, Cancel); // waits for the copies
        Assert.Equal((2, 0), (pipeline.Copies!.State.Copied, pipeline.Copies.State.Pending)); // with the sidecar
        var copy = Path.Combine(Copies, "Smith", "Vase_0001.mp4");
        Assert.Equal(await File.ReadAllBytesAsync(clip, Cancel), await File.ReadAllBytesAsync(copy, Cancel));
        Assert.True(File.Exists(Path.Combine(Copies, "Smith", "Vase_0001.json")));
    }
}
