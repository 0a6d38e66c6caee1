using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>What cannot be recorded, and what is said about it.</summary>
public sealed class ClipRefusalTests : ClipTest
{
    [Theory]
    [InlineData("../escape")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData(" blank")]
    [InlineData("new\nline")]
    [InlineData("con:")]
    public void Start_WithANameThatLeavesTheFolder_Refuses(string name)
    {
        var refused = Assert.Throws<RecordingException>(() => Record().Start(name));

        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Start_WithANameThatIsTaken_TakesTheNext()
    {
        File.WriteAllText(In("take.mp4"), "somebody's");
        Record().Start("take");
        Send(0.5);
        await EndAsync();

        Assert.Equal("somebody's", File.ReadAllText(In("take.mp4")));
        Assert.Single(Ffprobe.Times(In("take-2.mp4")));
    }

    [Fact]
    public void StartAt_AFileThatIsThere_RefusesAndLeavesIt()
    {
        File.WriteAllText(In("mine.mp4"), "precious");

        var refused = Assert.Throws<RecordingException>(() => Record().StartAt(In("mine.mp4")));

        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Equal("overwrite", refused.Setting);
        Assert.Equal("precious", File.ReadAllText(In("mine.mp4")));
    }

    [Fact]
    public void StartAt_BesideASidecarThatIsThere_Refuses()
    {
        File.WriteAllText(In("mine.json"), "{}");

        Assert.Contains("mine.json", Assert.Throws<RecordingException>(() => Record().StartAt(In("mine.mp4"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAt_WithOverwrite_Replaces()
    {
        File.WriteAllText(In("old.mp4"), "old");
        Record(o => o with { Overwrite = true }).StartAt(In("old.mp4"));
        Send(0.5);
        await EndAsync();

        Assert.Single(Ffprobe.Times(In("old.mp4")));
    }

    [Theory]
    [InlineData("clip.avi")]
    [InlineData("clip")]
    public void StartAt_AContainerThatCannotHoldTheCodec_Refuses(string name) =>
        Assert.Equal(FaultKind.WrongUsage, Assert.Throws<RecordingException>(() => Record().StartAt(In(name))).Kind);

    [Fact]
    public void StartAt_AFolder_Refuses()
    {
        Directory.CreateDirectory(In("d.mp4"));

        Assert.Contains("is a folder", Assert.Throws<RecordingException>(() => Record().StartAt(In("d.mp4"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StartAt_WhereNothingCanBeWritten_Refuses()
    {
        File.WriteAllText(In("file"), "");

        var refused = Assert.Throws<RecordingException>(() => Record().StartAt(Path.Combine(In("file"), "clip.mp4")));

        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Contains("choose another folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithoutFfmpeg_SaysWhatToInstall()
    {
        var refused = Assert.Throws<RecordingException>(() => Record(o => o with { Program = null }).Start());

        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("install", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithAnEncoderThatFfmpegLacks_NamesIt()
    {
        var refused = Assert.Throws<RecordingException>(() => Record(o => o with { Codec = VideoCodec.Find("h264-videotoolbox") }).Start());

        Assert.Contains("h264_videotoolbox", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhileOneIsRecorded_Refuses()
    {
        var recorder = Record();
        recorder.Start("one");

        Assert.Contains("already", Assert.Throws<RecordingException>(() => recorder.Start("two")).Message, StringComparison.Ordinal);
        await EndAsync();
    }

    [Fact]
    public async Task Start_AfterTheStreamHasEnded_Refuses()
    {
        var recorder = Record();
        await EndAsync();

        Assert.Contains("ended", Assert.Throws<RecordingException>(() => recorder.Start()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Codec_ThatIsNone_IsRefusedWithTheList() =>
        Assert.Contains("prores", Assert.Throws<RecordingException>(() => VideoCodec.Find("divx")).Message, StringComparison.Ordinal);
}
