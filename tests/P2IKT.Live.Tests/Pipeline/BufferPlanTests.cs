using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Pipeline;

public sealed class BufferPlanTests
{
    private const int Shown = WebPreview.MaxHeldFrames;

    [Fact]
    public void ForStream_WithoutClips_HasBuffersForItsStagesAndThePreview()
    {
        var plan = BufferPlan.ForStream(clips: null);
        Assert.Equal((4 + Shown, 2 + Shown), (plan.Captured, plan.Deblurred(30)));
    }

    [Fact]
    public void Plan_WithAHostThatKeepsFrames_AddsThemToBothPools()
    {
        var stream = BufferPlan.ForStream(clips: null, hosted: 3);
        var stills = BufferPlan.ForStills(hasPreview: false, hosted: 2);
        Assert.Equal((4 + Shown + 3, 2 + Shown + 3), (stream.Captured, stream.Deblurred(30)));
        Assert.Equal((1 + 2, 1 + 2), (stills.Captured, stills.Deblurred(0)));
    }

    [Fact]
    public void ForStream_WithClips_AddsWhatTheRecorderHoldsToTheResults()
    {
        var clips = new ClipOptions { Folder = ".", Depth = 15 };
        var plan = BufferPlan.ForStream(clips);
        Assert.Equal((4 + Shown, 2 + Shown + 16), (plan.Captured, plan.Deblurred(30)));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    public void ForStream_WithAPreRoll_AddsItsFramesAtTheRateOfTheSource(double rate)
    {
        var plan = BufferPlan.ForStream(new ClipOptions { Folder = ".", Depth = 15, PreRoll = TimeSpan.FromSeconds(3) });
        Assert.Equal(2 + Shown + 16 + (int)(3 * rate), plan.Deblurred(rate));
    }

    [Fact]
    public void ForStream_ThatKeepsTheSource_AddsThemToTheCapturedFramesAtTheFastestRate()
    {
        var plan = BufferPlan.ForStream(new ClipOptions { Folder = ".", Depth = 15, PreRoll = TimeSpan.FromSeconds(1), KeepSource = true });
        Assert.Equal(4 + Shown + 16 + (int)BufferPlan.FastestCamera, plan.Captured);
    }

    [Theory]
    [InlineData(true, 1 + Shown, 1 + Shown)]
    [InlineData(false, 2, 1)] // a still may be a hundred megabytes: no buffer is made that is not filled
    public void ForStills_HasOneStillOnItsWay(bool hasPreview, int captured, int deblurred)
    {
        var plan = BufferPlan.ForStills(hasPreview);
        Assert.Equal((captured, deblurred), (plan.Captured, plan.Deblurred(framesPerSecond: 0)));
    }
}
