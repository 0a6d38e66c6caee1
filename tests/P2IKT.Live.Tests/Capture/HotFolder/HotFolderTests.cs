using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture.Pictures;

namespace P2IKT.Live.Tests.Capture.HotFolder;

public sealed class HotFolderTests : FrameTest
{
    private readonly StillFolder _folder = new();
    private readonly SteppedTime _time = new(TestContext.Current.CancellationToken);
    private readonly List<string> _shown = [];
    private readonly List<string> _notices = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(_folder.Root))
            _folder.Dispose();
    }

    [Fact]
    public async Task Stills_ThatLayThereBefore_AreLeftAlone()
    {
        _folder.Drop("before.jpg");
        var source = Watch();
        _folder.Drop("after.png", width: 20, height: 10);
        source.Start();
        await _time.Pass(5);
        Assert.Equal(["after.png"], _shown);
        Assert.Equal(new FrameSize(20, 10), source.Description.Size);
    }

    [Fact]
    public async Task Stills_ThatLayThereBefore_AreShownWhenAskedFor()
    {
        _folder.Drop("before.jpg");
        Watch("?existing=1").Start();
        await _time.Until(() => _shown.Count == 1);
    }

    [Fact]
    public async Task Stills_OfAllFormatsAndSubfolders_AreShownAndNothingElse()
    {
        var source = Watch();
        foreach (var name in (string[])["1.jpg", "2.JPEG", "3.png", "4.tif", "5.webp", "sub/deep/6.jpg"])
            _folder.Drop(name);
        _folder.Put("7.raf", StillFolder.TwoHalves());
        _folder.Drop("8.deblurred.jpg");
        _folder.Drop(".hidden.jpg");
        _folder.Drop(".trash/9.jpg");
        _folder.Put("note.txt", "hello"u8);
        source.Start();
        await _time.Pass(5);
        Assert.Equal(["1.jpg", "2.JPEG", "3.png", "4.tif", "5.webp", "7.raf", "sub/deep/6.jpg"], _shown.Order(StringComparer.Ordinal));
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task Subfolders_WithRecursiveOff_AreLeftAlone()
    {
        var source = Watch("?recursive=0");
        _folder.Drop("sub/1.jpg");
        _folder.Drop("2.jpg");
        source.Start();
        await _time.Pass(5);
        Assert.Equal(["2.jpg"], _shown);
    }

    [Fact]
    public async Task AStill_ThatGrowsInSteps_IsShownOnceAndWhole()
    {
        var whole = StillFolder.TwoHalves(160, 120);
        var source = Watch();
        source.Start();
        for (var part = 1; part <= 10; part++)
        {
            _folder.Put("slow.jpg", whole.AsSpan(0, whole.Length * part / 10)); // each pause is longer than the settling time
            await _time.Pass(1);
            Assert.Equal(part == 10 ? 1 : 0, _shown.Count);
        }
        await _time.Pass(30);
        Assert.Equal((1, 0), (_shown.Count, _notices.Count));
    }

    [Fact]
    public async Task AStill_ThatIsReplaced_IsShownTwice()
    {
        var source = Watch();
        _folder.Drop("a.jpg", grey: 10);
        source.Start();
        await _time.Until(() => _shown.Count == 1);
        _folder.Drop("a.jpg", grey: 200, width: 40);
        await _time.Until(() => _shown.Count == 2);
        await _time.Pass(5);
        Assert.Equal(2, _shown.Count);
    }

    [Fact]
    public async Task AStill_ThatIsDeletedWhileItWaits_IsForgotten()
    {
        var source = Watch("?stable=5");
        var path = _folder.Drop("a.jpg");
        source.Start();
        await _time.Pass(2);
        Assert.Equal(1, source.Counts.Waiting);
        File.Delete(path);
        await _time.Pass(10);
        Assert.Equal((0, 0, 0), (_shown.Count, source.Counts.Waiting, _notices.Count));
    }

    [Fact]
    public async Task AStill_ThatIsNoPicture_IsToldOnceAndTheRestGoesOn()
    {
        var source = Watch();
        _folder.Put("1.jpg", "no picture"u8);
        _folder.Drop("2.jpg");
        source.Start();
        await _time.Pass(60);
        Assert.Equal(["2.jpg"], _shown);
        Assert.Equal("'1.jpg' is not a JPEG, PNG, TIFF or WebP picture; it is left alone until it changes.", Assert.Single(_notices));
        Assert.Equal((1L, 1L, 0), (source.Counts.Done, source.Counts.Refused, source.Counts.Waiting));
        _folder.Drop("1.jpg");
        await _time.Until(() => _shown.Count == 2);
    }

    [Fact]
    public async Task APipeOrALink_UnderAPicturesName_HoldsUpNobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe and links.");
        var source = Watch();
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder.In("1.jpg")]))
            await made.WaitForExitAsync(Cancel);
        Directory.CreateSymbolicLink(_folder.In("round"), _folder.Root);
        File.CreateSymbolicLink(_folder.In("2.jpg"), "/dev/zero");
        _folder.Drop("3.jpg");
        source.Start();
        await _time.Pass(20);
        Assert.Equal(["3.jpg"], _shown);
        Assert.Equal("'1.jpg' is empty; it is left alone until it changes.", Assert.Single(_notices));
    }

    [Fact]
    public async Task NamesThatAreNotUtf8_AreToldOnce_AndTheRestGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are bytes on Linux only.");
        var source = Watch();
        _folder.Drop("1.jpg");
        await Shell($"cp 1.jpg $'\\xff.jpg' && mkdir $'\\xfe' && cp 1.jpg $'\\xfe/2.jpg'");
        source.Start();
        await _time.Pass(20);
        Assert.Equal(["1.jpg"], _shown);
        Assert.Equal(2, _notices.Count);
        Assert.All(_notices, notice => Assert.Contains("its name is not UTF-8", notice, StringComparison.Ordinal));
        await Shell($"rm -r $'\\xff.jpg' $'\\xfe'");
    }

    [Fact]
    public async Task PicturesOfKindsThatAreNotRead_AreToldOnce()
    {
        var source = Watch();
        _folder.Put("IMG_1.HEIC", "ftypheic"u8);
        _folder.Put("sub/IMG_2.heic", "ftypheic"u8);
        source.Start();
        await _time.Pass(5);
        _folder.Put("IMG_3.heic", "ftypheic"u8);
        await _time.Pass(5);
        Assert.Contains("are left out, 2 so far", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStill_BrokenFurtherDown_IsToldWithItsReason()
    {
        var source = Watch();
        var png = PictureBytes.Png();
        png.AsSpan(png.Length / 2, 40).Clear(); // its structure reaches its end
        _folder.Put("1.png", png);
        _folder.Drop("2.jpg");
        source.Start();
        await _time.Pass(60);
        Assert.Equal(["2.jpg"], _shown);
        Assert.Matches("^'1.png' cannot be read as a picture \\(.+\\): .*; it is left alone until it changes.$", Assert.Single(_notices));
        Assert.Equal((1L, 1L, 0), (source.Counts.Done, source.Counts.Refused, source.Counts.Unwritten));
    }

    [Fact]
    public async Task ANotice_OfAFileWhoseNameSteersTerminals_DoesNotPassThatOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such names there.");
        var source = Watch();
        _folder.Put("a\u001b[2Jb.jpg", "no picture"u8);
        source.Start();
        await _time.Until(() => _notices.Count == 1);
        Assert.StartsWith("'a?[2Jb.jpg'", _notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStill_ThatMayNotBeRead_IsToldOnceAndShownOnceItMay()
    {
        var source = Watch();
        var path = _folder.Drop("a.jpg");
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None)) // refuses other readers, root too
        {
            source.Start();
            await _time.Pass(120);
            Assert.EndsWith("it is left alone, and tried again.", Assert.Single(_notices), StringComparison.Ordinal);
            Assert.Equal(1, source.Counts.Unwritten);
        }
        await _time.Pass(120);
        Assert.Equal((1, 0), (_shown.Count, source.Counts.Unwritten));
    }

    [Fact]
    public async Task AStill_OfAnotherProgramThatHoldsIt_WaitsForIt()
    {
        var source = Watch();
        var path = _folder.Drop("a.jpg");
        using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            source.Start();
            await _time.Pass(5);
            Assert.SkipWhen(_shown.Count > 0, "This file system does not tell whether a file is being written.");
        }
        await _time.Until(() => _shown.Count == 1);
    }

    [Fact]
    public async Task AFolder_ThatVanishesAndReturns_IsLostAndConnectedAgainAndBringsNothingTwice()
    {
        var states = new List<ConnectionState>();
        var source = Watch();
        using var connection = source.Connection.Subscribe(states.Add);
        _folder.Drop("1.jpg");
        source.Start();
        await _time.Until(() => _shown.Count == 1);

        var away = _folder.Root + "-away";
        Directory.Move(_folder.Root, away);
        await _time.Pass(20);
        Assert.Equal([ConnectionState.Connected, ConnectionState.Lost], states);
        Directory.Move(away, _folder.Root);
        _folder.Drop("2.jpg");
        await _time.Until(() => _shown.Count == 2);
        Assert.Equal([ConnectionState.Connected, ConnectionState.Lost, ConnectionState.Connected], states);
        await _time.Pass(5);
        Assert.Equal(["1.jpg", "2.jpg"], _shown);
    }

    [Fact]
    public async Task Stills_OfChangingSizes_EachComeAtTheirSize()
    {
        var source = Watch();
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        _folder.Drop("1.jpg", width: 30, height: 20);
        _folder.Drop("2.jpg", width: 20, height: 30);
        _folder.Drop("3.jpg", width: 30, height: 20);
        source.Start();
        await _time.Until(() => _shown.Count == 3);
        Assert.Equal([new(30, 20), new(20, 30), new(30, 20)], log.Sizes);
    }

    [Fact]
    public async Task AStill_OfWhichAllBuffersAreOut_WaitsForOneInsteadOfBeingDropped()
    {
        var source = Watch(buffers: 2);
        var kept = new List<Frame>();
        using var keeping = source.Frames.Subscribe(frame => kept.Add(frame.Share()));
        for (var n = 1; n <= 3; n++)
            _folder.Drop($"{n}.jpg");
        source.Start();
        await _time.Pass(5);
        Assert.Equal((2, 0L), (_shown.Count, source.Dropped));
        kept[0].Dispose();
        await _time.Until(() => _shown.Count == 3);
        kept.ForEach(frame => frame.Dispose());
    }

    [Fact]
    public async Task HoldEach_UntilItIsSettled_HandsOutNoOther()
    {
        var source = Watch();
        source.WaitForResults();
        var handed = System.Threading.Channels.Channel.CreateUnbounded<long>();
        using var frames = source.Frames.Subscribe(frame => handed.Writer.TryWrite(frame.Sequence));
        _folder.Drop("1.jpg");
        _folder.Drop("2.jpg");
        source.Start();
        var passing = _time.Until(() => source.Counts.Done == 2);
        Assert.Equal(0, await handed.Reader.ReadAsync(Cancel));
        source.Complete(7, StillOutcome.Done); // about another: changes nothing
        Assert.False(handed.Reader.TryRead(out _));
        source.Complete(0, StillOutcome.Done);
        Assert.Equal(1, await handed.Reader.ReadAsync(Cancel));
        source.Complete(1, StillOutcome.Done);
        await passing;
    }

    [Fact]
    public async Task Settle_AsFailed_KeepsTheStillAndBringsItAgain()
    {
        var source = Watch();
        source.WaitForResults();
        var fails = 2;
        using var frames = source.Frames.Subscribe(frame =>
            source.Complete(frame.Sequence, fails-- > 0 ? StillOutcome.Failed : StillOutcome.Done, fails >= 0 ? "The disk is full." : null));
        _folder.Drop("1.jpg");
        source.Start();
        await _time.Until(() => _shown.Count == 1);
        Assert.Equal((1, 1), (source.Counts.Unwritten, source.Counts.Waiting));
        await _time.Until(() => _shown.Count == 3);
        Assert.Equal(new StillCounts(Done: 1, 0, 0, 0, 0), source.Counts);
        Assert.Equal("The disk is full.", Assert.Single(_notices));
    }

    [Fact]
    public async Task Dispose_WhileAStillIsHeld_EndsAtOnce()
    {
        var source = Watch();
        source.WaitForResults();
        _folder.Drop("1.jpg");
        source.Start();
        var passing = _time.Until(() => false);
        while (source.Current is null)
            await Task.Yield();
        await source.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Null(source.Failure);
        Assert.False(passing.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task ANotification_WhereTheSystemSendsThem_MakesItLookAtOnce()
    {
        using var seen = new SemaphoreSlim(0);
        var source = (HotFolderSource)Open($"folder:{_folder.Root}?poll=3600&stable=0.1"); // an hour: only a hint can bring it
        using var frames = source.Frames.Subscribe(_ => seen.Release());
        source.Start();
        // The watch may begin after the first drop, so files are dropped until one is seen; with pauses, or none would become stable.
        var dropped = 0L;
        await Poll.UntilAsync(() => seen.Wait(0, Cancel), "a drop is seen", () =>
        {
            if (dropped != 0 && Stopwatch.GetElapsedTime(dropped) < TimeSpan.FromSeconds(0.3))
                return;
            _folder.Drop("a.jpg", grey: (byte)Random.Shared.Next(256));
            dropped = Stopwatch.GetTimestamp();
        });
    }

    [Theory]
    [InlineData("absent", "does not exist")]
    [InlineData("file.jpg", "is a file")]
    public void Open_OfWhatIsNoFolder_IsNotAvailable(string name, string reported)
    {
        _folder.Drop("file.jpg");
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open($"folder:{_folder.In(name)}"));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains(reported, refused.Message, StringComparison.Ordinal);
    }

    private async Task Shell(string command)
    {
        using var running = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = _folder.Root })!;
        await running.WaitForExitAsync(Cancel);
        Assert.Equal(0, running.ExitCode);
    }

    private HotFolderSource Watch(string query = "", int buffers = 4)
    {
        var source = Track((HotFolderSource)FrameSources.Open($"folder:{_folder.Root}{query}", Options(_time.Clock, buffers: buffers) with { FolderHints = false }));
        source.Frames.Subscribe(_ => _shown.Add(Path.GetRelativePath(_folder.Root, source.Current!.Path).Replace('\\', '/')));
        source.Notices.Subscribe(notice => _notices.Add(notice.Text));
        return source;
    }
}
