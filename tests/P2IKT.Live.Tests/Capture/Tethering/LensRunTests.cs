using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Capture.Tethering.Lens;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>How one order is carried out when the driver answers this or that; on a clock that the test moves.</summary>
public sealed class LensRunTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _written = [];
    private readonly Queue<(int Code, string? Text, TimeSpan Takes)> _answers = [];
    private readonly LensPace _pace = new();
    private int _pictures;

    [Fact]
    public void Steps_OfASizeThatIsOneOrderEach_AreWrittenWithTheirTimeBetween()
    {
        var run = Run("Canon", steps: -3, size: 1);
        Assert.Null(Step(run));
        Assert.Null(Step(run)); // not due yet
        Assert.Equal(["Near 2"], _written);
        for (var i = 0; i < 2; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(60));
            Assert.Null(Step(run));
        }
        Assert.Equal(["Near 2", "Near 2", "Near 2"], _written);
        Assert.Null(Step(run)); // the last one takes its time, too
        _time.Advance(TimeSpan.FromMilliseconds(60));
        var (type, answer) = Step(run)!.Value;
        Assert.Equal((HostMessageType.Pictured, -3, 1), (type, answer.Steps, answer.Size));
        Assert.Equal(_pictures - 1 + LensRun.StalePictures, answer.Number);
    }

    [Fact]
    public void Move_OfADriverThatWaits_IsDividedByWhatItsLensTakesInAMoment()
    {
        Answer(0, takes: 300); // 256 pulses
        Answer(0, takes: 150);
        Answer(0, takes: 150);
        var answer = Finish(Run("Nikon", steps: 500));
        Assert.Equal(["256", "128", "116"], _written);
        Assert.Equal(500, answer.Steps);
    }

    [Fact]
    public void Limit_InMidMove_EndsTheOrderWithTheEndAndWhatWasDone()
    {
        Answer(0, takes: 150);
        Answer(-113, "Nikon manual focus at limit.");
        var answer = Finish(Run("Nikon", steps: -2000));
        Assert.Equal((-256, LensEndStop.Near), (answer.Steps, answer.EndStop));
    }

    [Fact]
    public void TooSmall_DoublesTheSteps_AndIsRemembered()
    {
        Answer(-113, "Nikon manual focus stepping too small.");
        Answer(-113, "Nikon manual focus stepping too small.");
        Assert.Equal(12, Finish(Run("Nikon", steps: 3)).Steps);
        Assert.Equal(-12, Finish(Run("Nikon", steps: -1)).Steps);
        Assert.Equal(["3", "6", "12", "-12"], _written);
    }

    [Fact]
    public void TooSmall_WithoutEnd_IsRefused()
    {
        for (var i = 0; i < 20; i++)
            Answer(-113, "Nikon manual focus stepping too small.");
        var (type, answer) = FinishAny(Run("Nikon", steps: 1));
        Assert.Equal(HostMessageType.Refused, type);
        Assert.Equal("256", _written[^1]);
        Assert.Contains("stepping too small", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rest_ThatTheLensWouldRefuse_GoesWithTheWriteBefore()
    {
        Assert.True(_pace.TryEnlarge(10)); // 20 at least
        Finish(Run("Nikon", steps: 270));
        Assert.Equal(["270"], _written);
    }

    [Fact]
    public void Busy_AfterAllTheTimeThatTheDriverWaits_IsALensThatStillMoves()
    {
        Answer(-110, "I/O in progress", takes: 1000);
        var run = Run("Nikon", steps: 200);
        Assert.Null(Step(run));
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Null(Step(run)); // it may move for another second
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(200, Step(run)!.Value.Answer.Steps);
        Assert.Single(_written);
        Assert.InRange(_pace.StepsPerWrite, 1, 64); // it is slow
    }

    [Fact]
    public void Busy_AtOnce_IsTriedAgain()
    {
        Answer(-110, "I/O in progress");
        Answer(-110, "I/O in progress");
        Assert.Equal(5, Finish(Run("Nikon", steps: 5)).Steps);
        Assert.Equal(["5", "5", "5"], _written);
    }

    [Fact]
    public void Busy_ForLong_IsRefused()
    {
        for (var i = 0; i < 100; i++)
            Answer(-110, "I/O in progress");
        var (type, answer) = FinishAny(Run("Nikon", steps: 5));
        Assert.Equal(HostMessageType.Refused, type);
        Assert.StartsWith("The lens was not driven: I/O in progress.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_InMidMove_SaysHowFarItCame()
    {
        Answer(0);
        Answer(-1, "Canon manual focus drive 0x1 failed");
        var (type, answer) = FinishAny(Run("Canon", steps: 4));
        Assert.Equal(HostMessageType.Refused, type);
        Assert.StartsWith("The lens was driven by 1 of 4 steps only: Canon manual focus", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Motion_OfAMakeThatOnlyStartsOne_IsStopped()
    {
        Finish(Run("Panasonic", steps: 2));
        Assert.Equal(["Far 1", "mfadjust Stop", "Far 1", "mfadjust Stop"], _written);
    }

    [Fact]
    public void Cancelled_AnswersWhatWasDone()
    {
        var run = Run("Canon", steps: 50);
        Step(run);
        run.Cancel();
        Assert.Equal(1, Finish(run).Steps);
        Assert.Single(_written);
    }

    [Fact]
    public void Position_IsReachedInOneWriteAndKnowsItsEnds()
    {
        var answer = Finish(Run("Fujifilm", steps: 900));
        Assert.Equal(["500"], _written);
        Assert.Equal((400, LensEndStop.Far), (answer.Steps, answer.EndStop));
    }

    private LensRun Run(string make, int steps, int size = 0) => new(
        LensProfiles.All.Single(profile => profile.Make == make), new HostMessage { Command = 7, Steps = steps, Size = size }, _pace,
        (widget, value) =>
        {
            var now = new CameraSetting { Name = widget, Label = "", Kind = CameraSettingKind.Text, Value = "100", Choices = ["0", "500"] };
            _written.Add(widget == "mfadjust" ? $"{widget} {value(now)}" : value(now));
            if (widget == "mfadjust" || !_answers.TryDequeue(out var answer))
                return (0, null);
            _time.Advance(answer.Takes);
            return (answer.Code, answer.Text);
        },
        _time);

    private void Answer(int code, string? text = null, int takes = 0) => _answers.Enqueue((code, text, TimeSpan.FromMilliseconds(takes)));

    private (HostMessageType Type, HostMessage Answer)? Step(LensRun run) => run.Step(_pictures++);

    private HostMessage Finish(LensRun run)
    {
        var (type, answer) = FinishAny(run);
        Assert.Equal(HostMessageType.Pictured, type);
        return answer;
    }

    private (HostMessageType Type, HostMessage Answer) FinishAny(LensRun run)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (Step(run) is var (type, answer))
            {
                Assert.Equal(7, answer.Command);
                return (type, answer);
            }
            _time.Advance(TimeSpan.FromMilliseconds(33));
        }
        throw new InvalidOperationException("The order does not end.");
    }
}
