using System.Diagnostics;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;

namespace P2IKT.Live.Tests.Recording.Outputs;

/// <summary>What an output does with a target that the test plays.</summary>
public sealed class LiveOutputTests : OutputTest
{
    private static readonly FrameSize Size = new(64, 48);
    private static readonly OutputTarget Target = OutputTarget.Parse("udp://127.0.0.1:9");

    [Fact]
    public async Task Frames_OlderThanASecond_AreSentAllTheSame()
    {
        var sink = new Sink();
        using var output = Begin(sink);
        for (var i = 0; i < 8; i++)
        {
            Send(Size, (byte)(40 + (20 * i)), TimeSpan.FromSeconds(1.4));
            await Task.Delay(300, Cancel);
        }
        Assert.InRange(sink.Pictures, 7, 8); // one may still be on its way
    }

    [Fact]
    public async Task Block_WithoutFrames_IsNotMadeUpFor()
    {
        var sink = new Sink();
        using var output = Begin(sink);
        await SendUntilAsync(Size, 100, () => sink.Writes > 3, "pictures are sent");
        var sent = sink.Writes;
        await Poll.UntilAsync(() => sink.Writes > sent + 10, "the last one is repeated");
        sink.IsOpen.Reset();
        var before = sink.Writes;
        var blocked = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(4), Cancel);
        sink.IsOpen.Set();
        await Task.Delay(TimeSpan.FromSeconds(0.2), Cancel);
        var after = sink.Writes - before;
        var seconds = Stopwatch.GetElapsedTime(blocked).TotalSeconds;
        Assert.True(after < 30 * (seconds - 2), $"{after} pictures in {seconds:0.0} s"); // some two seconds of it, at least, are left out
    }

    [Fact]
    public async Task Target_ThatHangsOnceItIsConnected_IsCutAndOpenedAnew()
    {
        var sink = new Sink { IsConnected = true };
        using var output = Begin(sink, TimeSpan.FromSeconds(1));
        await SendUntilAsync(Size, 100, () => sink.Writes > 3, "it is connected");
        sink.IsOpen.Reset();
        await SendUntilAsync(Size, 100, () => sink.Opened > 1, "it is opened anew");
        Assert.Equal(1, output.State.Failures);
        Assert.Contains("no picture was taken for 1 s", Heard()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_ThatNeverAnswers_IsCutAndTriedAgain()
    {
        var sink = new Sink { IsConnected = false };
        sink.IsOpen.Reset();
        using var output = Begin(sink, TimeSpan.FromSeconds(1));
        await SendUntilAsync(Size, 100, () => sink.Opened > 1, "it is opened anew");
        Assert.Equal(1, output.State.Failures);
        Assert.Contains("there was no answer within 2 s", Assert.Single(Heard()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_ThatWaitsForACaller_IsGivenItsTime_AndEndsWithoutAWord()
    {
        var sink = new Sink { IsConnected = false };
        sink.IsOpen.Reset();
        var output = Begin(sink, TimeSpan.FromSeconds(0.2), OutputTarget.Parse("srt://127.0.0.1:9?mode=listener"));
        await SendUntilAsync(Size, 100, () => output.State.Dropped > 60, "two seconds have gone");
        Assert.Equal(1, sink.Opened);
        await Task.Run(output.Dispose, Cancel).WaitAsync(Timeout, Cancel);
        Assert.Equal(0, output.State.Failures);
        Assert.Empty(Heard());
    }

    [Fact]
    public async Task Stream_ThatEndsWhileAnotherTryIsDue_EndsTheOutputAtOnce()
    {
        var opened = 0;
        using var output = new LiveOutput(
            Frames, Target, new FrameRate(30, 1),
            (_, _) =>
            {
                Interlocked.Increment(ref opened);
                throw new RecordingException("nobody listens");
            },
            firstRetryDelay: TimeSpan.FromHours(1));
        Send(Size, 100);
        await Poll.UntilAsync(() => output.State.Phase == OutputPhase.Waiting, "another try is due");
        Send(Size, 100); // waits for it
        Frames.OnCompleted();
        await Poll.UntilAsync(() => output.State.Phase == OutputPhase.Ended, "the output has ended");
        Assert.Equal(1, opened);
    }

    private LiveOutput Begin(Sink sink, TimeSpan? longestWrite = null, OutputTarget? target = null)
    {
        var output = new LiveOutput(
            Frames, target ?? Target, new FrameRate(30, 1), (_, _) => sink.Open(), TimeSpan.FromMilliseconds(50), longestWrite);
        Hear(output.Notices);
        return output;
    }

    private sealed class Sink : IOutputSink
    {
        private readonly HashSet<byte> _lumas = [];
        private long _writes;
        private int _opened;
        private volatile bool _isCut;

        public FrameSize Size => LiveOutputTests.Size;

        public bool IsPaced => true;

        public bool IsConnected { get; init; } = true;

        public ManualResetEventSlim IsOpen { get; } = new(initialState: true);

        public long Writes => Interlocked.Read(ref _writes);

        public int Opened => Volatile.Read(ref _opened);

        public int Pictures
        {
            get
            {
                lock (_lumas)
                    return _lumas.Count;
            }
        }

        public Sink Open()
        {
            Interlocked.Increment(ref _opened);
            _isCut = false;
            return this;
        }

        public void Write(ReadOnlySpan<byte> planes)
        {
            IsOpen.Wait();
            if (_isCut)
                throw new RecordingException("the connection was cut");
            lock (_lumas)
                _lumas.Add(planes[0]);
            Interlocked.Increment(ref _writes);
        }

        public void Abort()
        {
            _isCut = true;
            IsOpen.Set();
        }

        public void Dispose()
        {
            // It is opened again.
        }
    }
}
