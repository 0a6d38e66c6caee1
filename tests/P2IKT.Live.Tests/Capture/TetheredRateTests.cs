using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>
/// The figures of a tethered camera at 30 pictures a second, 1024x680, told as diagnostic messages. P2IKT_MEASURE holds them to what is
/// promised, for which the machine must be free, and takes 20 s instead of 2.
/// </summary>
[CollectionDefinition(nameof(TetheredRateTests), DisableParallelization = true)]
[Collection(nameof(TetheredRateTests))]
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class TetheredRateTests : TetheredTest
{
    private const int AllocatedPerFrame = 1024; // the frame's handle, and what the test itself keeps of a frame
    private static readonly bool Strict = Environment.GetEnvironmentVariable("P2IKT_MEASURE") is not null;

    [Fact]
    public async Task LiveView_At30PicturesASecond_ReachesTheMailbox()
    {
        Camera.Size = new FrameSize(1024, 680);
        Camera.FramesPerSecond = 30;
        var source = OpenCamera();
        using var mailbox = new Mailbox<Frame>(1);
        using var frames = source.Frames.Subscribe(frame => mailbox.Post(frame.Share()), mailbox.Complete);
        source.Start();
        long taken = 0;
        var taking = Task.Factory.StartNew(
            () =>
            {
                while (mailbox.Take(out var frame))
                {
                    frame.Dispose();
                    Interlocked.Increment(ref taken);
                }
            },
            Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Poll.UntilAsync(() => Interlocked.Read(ref taken) > 30, "it runs evenly");
        var (before, began) = (Interlocked.Read(ref taken), Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(Strict ? 20 : 2), Cancel);
        var rate = (Interlocked.Read(ref taken) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var times = source.CaptureTimes.Summarize();
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{rate:0.0} pictures a second; capture p50 {times.P50:0.0} ms, p95 {times.P95:0.0} ms"));
        await source.DisposeAsync();
        await taking;
        Assert.True(rate > 1);
        if (Strict)
        {
            Assert.InRange(rate, 29, 31);
            Assert.InRange(times.P95, 0, 15);
        }
    }

    [Fact]
    public void FirstPicture_AfterOpening_ComesSoon()
    {
        Camera.Size = new FrameSize(1024, 680);
        Camera.FramesPerSecond = 30;
        var began = Stopwatch.GetTimestamp();
        var source = OpenCamera();
        var took = Stopwatch.GetElapsedTime(began);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"first picture after {took.TotalMilliseconds:0} ms"));
        Assert.Equal(Camera.Size, source.Description.Size);
        Assert.True(!Strict || took < TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public async Task LiveView_AfterARelease_IsBackSoon()
    {
        Camera.Manners.ReleaseTime = TimeSpan.FromMilliseconds(300);
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        var released = source.Camera!.CaptureStillAsync(Cancel);
        await Poll.UntilAsync(() => Camera.State.Card.Count == 1, "the camera is ready");
        var ready = Stopwatch.GetTimestamp();
        await NextNew(numbers);
        var took = Stopwatch.GetElapsedTime(ready);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"live view back after {took.TotalMilliseconds:0} ms"));
        await released;
        Assert.True(!Strict || took < TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Capture_AllocatesNoMoreThanTheHandle()
    {
        var source = Track(FrameSources.Open(Camera.Uri, Tethered() with { Ledger = null })); // the ledger keeps a stack for each handle
        Note(source);
        long lowerBound = long.MaxValue, last = 0;
        var seen = 0;
        using var frames = source.Frames.Subscribe(_ =>
        {
            var now = GC.GetAllocatedBytesForCurrentThread(); // on the capture thread
            if (++seen > 20)
                lowerBound = Math.Min(lowerBound, now - last);
            last = now;
        });
        source.Start();
        await Poll.UntilAsync(() => Volatile.Read(ref seen) > 60, "frames come");
        Assert.InRange(lowerBound, 0, AllocatedPerFrame);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{lowerBound} bytes a frame"));
    }
}
