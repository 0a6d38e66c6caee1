using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>What cannot be recorded, and what is said about it.</summary>
[Trait(TestKind.Name, TestKind.Component)]
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
    public async Task Start_WithANameThatLeavesTheFolder_Refuses(string name)
    {
        var refused = await Assert.ThrowsAsync<RecordingException>(() => Record().StartAsync(name, Cancel));

        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Start_WithANameThatIsTaken_TakesTheNext()
    {
        File.WriteAllText(In("take.mp4"), "somebody's");
        await Record().StartAsync("take", Cancel);
        Send(0.5);
        await EndAsync();

        Assert.Equal("somebody's", File.ReadAllText(In("take.mp4")));
        Assert.Single(Ffprobe.Times(In("take-2.mp4")));
    }

    [Fact]
    public async Task StartAt_AFileThatIsThere_RefusesAndLeavesIt()
    {
        File.WriteAllText(In("mine.mp4"), "precious");

        var refused = await Assert.ThrowsAsync<RecordingException>(() => Record().StartAtAsync(In("mine.mp4"), Cancel));

        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Equal("overwrite", refused.Setting);
        Assert.Equal("precious", File.ReadAllText(In("mine.mp4")));
    }

    [Fact]
    public async Task StartAt_BesideASidecarThatIsThere_Refuses()
    {
        File.WriteAllText(In("mine.json"), "{}");

        Assert.Contains("mine.json", (await Assert.ThrowsAsync<RecordingException>(() => Record().StartAtAsync(In("mine.mp4"), Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAt_BesideASourceThatIsThere_RefusesAndLeavesIt()
    {
        File.WriteAllText(In("mine.source.mp4"), "precious");

        var refused = await Assert.ThrowsAsync<RecordingException>(
            () => Record(o => o with { KeepSource = true }).StartAtAsync(In("mine.mp4"), Cancel));

        Assert.Equal((FaultKind.WrongUsage, "overwrite"), (refused.Kind, refused.Setting));
        Assert.Equal("precious", File.ReadAllText(In("mine.source.mp4")));
    }

    [Fact]
    public async Task StartAt_BesideAFolderWithTheNameOfItsSidecar_Refuses()
    {
        Directory.CreateDirectory(In("mine.json"));

        Assert.Contains("mine.json", (await Assert.ThrowsAsync<RecordingException>(() => Record(o => o with { Overwrite = true }).StartAtAsync(In("mine.mp4"), Cancel))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(In("mine.mp4")));
    }

    [Fact]
    public async Task StartAt_WithOverwrite_Replaces()
    {
        File.WriteAllText(In("old.mp4"), "old");
        await Record(o => o with { Overwrite = true }).StartAtAsync(In("old.mp4"), Cancel);
        Send(0.5);
        await EndAsync();

        Assert.Single(Ffprobe.Times(In("old.mp4")));
    }

    [Fact]
    public async Task StartAt_WithOverwrite_KeepsTheOldClipWhereNoFrameComes()
    {
        File.WriteAllText(In("old.mp4"), "old");
        var recorder = Record(o => o with { Overwrite = true });
        await recorder.StartAtAsync(In("old.mp4"), Cancel);
        await recorder.StopAsync(Cancel);

        Assert.NotNull(recorder.Failure);
        Assert.Equal("old", File.ReadAllText(In("old.mp4")));
    }

    [Theory]
    [InlineData("clip.avi")]
    [InlineData("clip")]
    public async Task StartAt_AContainerThatCannotHoldTheCodec_Refuses(string name) =>
        Assert.Equal(FaultKind.WrongUsage, (await Assert.ThrowsAsync<RecordingException>(() => Record().StartAtAsync(In(name), Cancel))).Kind);

    [Fact]
    public async Task StartAt_AFolder_Refuses()
    {
        Directory.CreateDirectory(In("d.mp4"));

        Assert.Contains("is a folder", (await Assert.ThrowsAsync<RecordingException>(() => Record().StartAtAsync(In("d.mp4"), Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAt_WhereNothingCanBeWritten_Refuses()
    {
        File.WriteAllText(In("file"), "");

        var refused = await Assert.ThrowsAsync<RecordingException>(() => Record().StartAtAsync(Path.Combine(In("file"), "clip.mp4"), Cancel));

        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Contains("choose another folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutFfmpeg_SaysWhatToInstall()
    {
        var refused = await Assert.ThrowsAsync<RecordingException>(() => Record(o => o with { Program = null }).StartAsync(stop: Cancel));

        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("install", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAnEncoderThatFfmpegLacks_NamesIt()
    {
        var refused = await Assert.ThrowsAsync<RecordingException>(() => Record(o => o with { Codec = VideoCodec.Find("h264-videotoolbox") }).StartAsync(stop: Cancel));

        Assert.Contains("h264_videotoolbox", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhileOneIsRecorded_Refuses()
    {
        var recorder = Record();
        await recorder.StartAsync("one", Cancel);

        Assert.Contains("already", (await Assert.ThrowsAsync<RecordingException>(() => recorder.StartAsync("two", Cancel))).Message, StringComparison.Ordinal);
        await EndAsync();
    }

    [Fact]
    public async Task Start_AfterTheStreamHasEnded_Refuses()
    {
        var recorder = Record();
        await EndAsync();

        Assert.Contains("ended", (await Assert.ThrowsAsync<RecordingException>(() => recorder.StartAsync(stop: Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_IntoClipsOfLessThanASecondOrAMegabyte_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipOptions { Folder = Folder, SplitAfter = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipOptions { Folder = Folder, SplitBytes = 0 });
    }

    [Fact]
    public void Codec_ThatIsNone_IsRefusedWithTheList() =>
        Assert.Contains("prores", Assert.Throws<RecordingException>(() => VideoCodec.Find("divx")).Message, StringComparison.Ordinal);
}
