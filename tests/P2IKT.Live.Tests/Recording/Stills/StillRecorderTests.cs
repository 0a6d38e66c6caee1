using OpenCvSharp;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Deblur.Tiles;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Pictures;
using P2IKT.Live.Recording.Stills;
using P2IKT.Live.Tests.Capture;
using P2IKT.Live.Tests.Capture.HotFolder;
using P2IKT.Live.Tests.Capture.Pictures;
using P2IKT.Live.Tests.Deblur;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Recording.Stills;

/// <summary>A real folder, the real network, real files.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class StillRecorderTests : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);
    private readonly StillFolder _folder = new();
    private readonly List<string> _notices = [];
    private readonly List<string> _order = [];
    private HotFolderSource _source = null!;
    private DeblurStage? _stage;
    private StillRecorder? _recorder;

    public override async ValueTask DisposeAsync()
    {
        await Close();
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task AThousandStills_DroppedWhileItWatches_AreAllWrittenOnceInOrder()
    {
        Directory.CreateDirectory(_folder.In("card"));
        Watch();
        for (var n = 0; n < 1000; n++)
            // Complete at once: an incomplete one holds up nobody.
            File.Move(_folder.Drop(".arriving/next.jpg", grey: (byte)(n % 251)), _folder.In($"card/IMG_{n}.jpg"));
        Directory.Delete(_folder.In(".arriving"));
        await Poll.UntilAsync(() => _source.Counts.Done == 1000, "the stills are counted");

        Assert.Equal(Enumerable.Range(0, 1000).Select(n => $"card/IMG_{n}.jpg"), _order);
        Assert.Equal((1000L, 0L), (_stage!.Deblurred, _stage.Dropped));
        for (var n = 0; n < 1000; n++)
        {
            using var written = Cv2.ImRead(_folder.In($"card/IMG_{n}.deblurred.jpg"));
            Assert.InRange(written.At<Vec3b>(6, 8).Item1, (n % 251) - 6, (n % 251) + 6); // its own picture, and no other's
        }
        Assert.Equal(2000, _folder.Names().Count);
    }

    [Theory]
    [InlineData("a.JPG")]
    [InlineData("a.png")]
    [InlineData("a.tif")]
    [InlineData("sub/a.webp")]
    public async Task AStill_IsWrittenBesideItselfInItsFormatAndStaysUntouched(string name)
    {
        Watch();
        var original = File.ReadAllBytes(_folder.Drop(name, width: 50, height: 40));
        await Poll.UntilAsync(() => _source.Counts.Done == 1, "the stills are counted");
        var result = _folder.In(Path.ChangeExtension(name, null) + ".deblurred" + Path.GetExtension(name));
        using var written = Cv2.ImRead(result);
        Assert.Equal((50, 40), (written.Width, written.Height));
        Assert.True(OutputMarker.IsOn(result));
        Assert.Equal(original, File.ReadAllBytes(_folder.In(name)));
        Assert.Equal(2, _folder.Names().Count); // no working file is left
    }

    [Fact]
    public async Task AJpeg_KeepsItsMetadataAndIsTurnedOnce()
    {
        Watch();
        _folder.Put("a.jpg", StillFolder.Turned(6));
        await Poll.UntilAsync(() => _source.Counts.Done == 1, "the stills are counted");
        using var written = NetVips.Image.NewFromFile(_folder.In("a.deblurred.jpg"));
        // As the original lies, and as it is to be turned.
        Assert.Equal((32, 16, 6), (written.Width, written.Height, (int)written.Get("orientation")));
        var (left, right) = (written.Getpoint(1, 8), written.Getpoint(30, 8));
        Assert.True(left[0] > 200 && left[2] < 60 && right[2] > 200 && right[0] < 60);
    }

    [Theory]
    [InlineData("a.png", 3, true)]
    [InlineData("a.png", 4, false)]
    [InlineData("a.tif", 3, true)]
    [InlineData("a.tif", 1, true)]
    [InlineData("a.tif", 4, true)]
    [InlineData("a.jpg", 3, false)]
    [InlineData("a.jpg", 1, false)]
    [InlineData("a.webp", 4, false)]
    public async Task AStill_KeepsItsChannelsBitsAndDescription_AsDeblurDoes(string name, int channels, bool deep)
    {
        Watch();
        using (var picture = SamplePictures.Described(90, 60, channels, deep))
            picture.WriteToFile(_folder.In(".on its way" + Path.GetExtension(name)));
        File.Move(_folder.In(".on its way" + Path.GetExtension(name)), _folder.In(name));
        await Poll.UntilAsync(() => _source.Counts.Done == 1, "the stills are counted");

        var result = _folder.In("a.deblurred" + Path.GetExtension(name));
        using var before = NetVips.Image.NewFromFile(_folder.In(name));
        using var after = NetVips.Image.NewFromFile(result);
        Assert.Equal((90, 60, before.Bands, before.Format, before.Interpretation, 6), (after.Width, after.Height, after.Bands, after.Format, after.Interpretation, (int)after.Get("orientation")));
        Assert.Equal(before.Get("icc-profile-data"), after.Get("icc-profile-data"));
        Assert.Contains("x:xmpmeta", System.Text.Encoding.UTF8.GetString((byte[])after.Get("xmp-data")), StringComparison.Ordinal);
        Assert.True(OutputMarker.IsOn(result));
        Assert.Empty(_notices);

        var own = Upright(result);
        if (name is "a.png" or "a.tif") // the others lose a little each time they are written
            Assert.InRange(own.Zip(await AsDeblurDoes(name), (a, b) => Math.Abs(a - b)).Average(), 0, (deep ? 257 : 1) * 0.1);
        var changed = own.Zip(Upright(_folder.In(name)), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(changed > (deep ? 256 : 3), "A picture that stays as it is would prove nothing.");
    }

    [Fact]
    public async Task AStill_ThatLosesSomething_IsWrittenAndTold()
    {
        Watch();
        _folder.Put("a.jpg", PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.XmpSegment("xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" GCamera:MotionPhoto=\"1\"")));
        await Poll.UntilAsync(() => _source.Counts.Done == 1 && _notices.Count > 0, "the stills are counted");
        Assert.Equal("The copy of 'a.jpg' lacks the video of a motion photo: keep the original.", Assert.Single(_notices));
        Assert.Equal(["a.deblurred.jpg", "a.jpg"], _folder.Names());
    }

    [Fact]
    public async Task APipe_UnderTheNameOfTheResult_HoldsUpNobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe.");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder.In("a.deblurred.jpg")]))
            await made.WaitForExitAsync(Cancel);
        Watch("&existing=1");
        _folder.Drop("a.jpg");
        _folder.Drop("b.jpg");
        await Poll.UntilAsync(() => _source.Counts is { Refused: 1, Done: 1 } && _notices.Count > 0, "the stills are counted");
        Assert.Contains("is a pipe or a device", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stills_WithNamesAsLongAsNamesMayBe_AreWrittenAndKnownAgain()
    {
        Watch();
        var (one, two) = (new string('a', 251), new string('a', 250) + "b"); // they begin alike
        _folder.Drop($"{one}.jpg");
        _folder.Drop($"{two}.jpg");
        await Poll.UntilAsync(() => _source.Counts.Done == 2, "the stills are counted");
        Assert.Equal(2, _folder.Names().Count(name => name.EndsWith(".deblurred.jpg", StringComparison.Ordinal)));
        await Close();
        Watch("&existing=1");
        await Poll.UntilAsync(() => _source.Counts.Skipped == 2, "the stills are counted");
    }

    [Fact]
    public async Task ARawFile_IsShownAndNothingIsWritten()
    {
        Watch();
        _folder.Put("a.nef", StillFolder.TwoHalves());
        await Poll.UntilAsync(() => _source.Counts.Done == 1, "the stills are counted");
        Assert.Equal(["a.nef"], _folder.Names());
        Assert.Equal(1, _stage!.Deblurred);
    }

    [Fact]
    public async Task AnOutputFolder_EvenInsideTheWatchedOne_GetsTheTreeAndIsNotTakenIn()
    {
        Watch(output: _folder.In("out"));
        _folder.Drop("sub/a.jpg");
        await Poll.UntilAsync(() => _source.Counts.Done == 1, "the stills are counted");
        _folder.Drop("out/b.jpg"); // whatever lies there
        _folder.Drop("c.jpg");
        await Poll.UntilAsync(() => _source.Counts.Done == 2, "the stills are counted");
        Assert.Equal(["c.jpg", "out/b.jpg", "out/c.deblurred.jpg", "out/sub/a.deblurred.jpg", "sub/a.jpg"], _folder.Names());
    }

    [Fact]
    public async Task Stills_DoneByAnEarlierRun_AreSkippedUnlessTheyAreNewer()
    {
        Watch();
        _folder.Drop("a.jpg");
        _folder.Drop("b.jpg");
        await Poll.UntilAsync(() => _source.Counts.Done == 2, "the stills are counted");
        await Close();
        File.SetLastWriteTimeUtc(_folder.In("b.jpg"), DateTime.UtcNow.AddMinutes(1)); // a camera whose clock is fast

        Watch("&existing=1");
        await Poll.UntilAsync(() => _source.Counts.Done + _source.Counts.Skipped == 2, "the stills are counted");
        Assert.Equal((1L, 1L), (_source.Counts.Done, _source.Counts.Skipped));
        await Close();

        Watch("&existing=1");
        await Poll.UntilAsync(() => _source.Counts.Skipped == 2, "the stills are counted");
        Assert.Equal(4, _folder.Names().Count);
    }

    [Fact]
    public async Task AFileOfSomeoneElse_UnderTheNameOfTheResult_IsNotOverwritten()
    {
        var theirs = File.ReadAllBytes(_folder.Drop("a.deblurred.jpg"));
        Watch();
        _folder.Drop("a.jpg");
        await Poll.UntilAsync(() => _source.Counts.Refused == 1 && _notices.Count > 0, "the still is counted and reported");
        Assert.Equal(theirs, File.ReadAllBytes(_folder.In("a.deblurred.jpg")));
        Assert.Contains("a.deblurred.jpg", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AResultOfOurs_WhenTheOriginalIsReplaced_IsReplaced()
    {
        Watch();
        _folder.Drop("a.jpg", grey: 20);
        await Poll.UntilAsync(() => _source.Counts.Done == 1, "the stills are counted");
        _folder.Drop("a.jpg", grey: 220, width: 33);
        await Poll.UntilAsync(() => _source.Counts.Done == 2, "the stills are counted");
        using var written = Cv2.ImRead(_folder.In("a.deblurred.jpg"));
        Assert.Equal(33, written.Width);
    }

    [Fact]
    public async Task AResult_ThatCannotBeWritten_IsToldAndWrittenOnceItCan()
    {
        Watch(output: _folder.In("out"));
        File.WriteAllText(_folder.In("out/sub"), "in the way of a folder");
        _folder.Drop("sub/a.jpg");
        _folder.Drop("b.jpg");
        await Poll.UntilAsync(() => _source.Counts is { Unwritten: 1, Done: 1 } && _notices.Count > 0, "the still is counted and reported");
        Assert.Contains("tried again", Assert.Single(_notices), StringComparison.Ordinal);
        File.Delete(_folder.In("out/sub"));
        await Poll.UntilAsync(() => _source.Counts is { Unwritten: 0, Done: 2 }, "the stills are counted");
        Assert.True(File.Exists(_folder.In("out/sub/a.deblurred.jpg")));
    }

    [Fact]
    public async Task AStill_ForWhoseResultThereWasNoBuffer_ComesAgain()
    {
        Watch();
        DeblurredFrame? kept = null;
        using var keeping = _stage!.Frames.Subscribe(frame => kept ??= frame.Share(), static _ => { });
        _folder.Drop("1.jpg");
        await Poll.UntilAsync(() => _source.Counts.Done == 1, "the stills are counted");
        _folder.Drop("2.jpg");
        await Poll.UntilAsync(() => _stage.Dropped == 1, "the stills are counted");
        kept!.Dispose();
        await Poll.UntilAsync(() => _source.Counts is { Done: 2, Unwritten: 0 }, "the stills are counted");
        Assert.True(File.Exists(_folder.In("2.deblurred.jpg")));
        Assert.Empty(_notices);
    }

    /// <summary>The picture stood upright, through the tiles of `deblur`.</summary>
    private async Task<int[]> AsDeblurDoes(string name)
    {
        using var upright = new StillFolder();
        var path = upright.In(name);
        using (var original = NetVips.Image.NewFromFile(_folder.In(name)))
        using (var turned = original.Autorot())
            turned.WriteToFile(path);
        using var file = PictureFile.Open(path);
        using var picture = new PictureDeblur(file, path, map: null);
        using var network = new P2IKT.Live.Deblur.Tiles.TiledDeblur(Models.Live, new DeblurOptions());
        await Task.Run(() => network.Run(picture, stop: Cancel), Cancel);
        File.WriteAllBytes(upright.In("result"), []);
        picture.Save(upright.In("result"), Cancel);
        return Upright(upright.In("result"));
    }

    private static int[] Upright(string path)
    {
        using var picture = NetVips.Image.NewFromFile(path);
        using var turned = picture.Autorot();
        using var wide = turned.Cast(NetVips.Enums.BandFormat.Int);
        return wide.WriteToMemory<int>();
    }

    private void Watch(string query = "", string? output = null)
    {
        if (output is not null)
            Directory.CreateDirectory(output);
        _source = Track((HotFolderSource)FrameSources.Open($"folder:{_folder.Root}?poll=0.1&stable=0.1{query}", Options() with { StillOutput = output }));
        _source.Notices.Subscribe(notice => _notices.Add(notice.Text));
        _stage = new DeblurStage(_source.Frames, Models.Session(new FrameSize(16, 12)), plan => Models.Session(plan.Size), new DeblurStageOptions { Buffers = 1 });
        _stage.Frames.Subscribe(_ => _order.Add(Path.GetRelativePath(_folder.Root, _source.Current!.Path)), static _ => { });
        _recorder = new StillRecorder(_source, _stage);
        _source.Start();
    }

    private async Task Close()
    {
        if (_stage is null)
            return;
        await _source.DisposeAsync();
        await _stage.DisposeAsync();
        _recorder!.Dispose();
        Assert.Equal(0, _stage.Outstanding);
        _stage = null;
    }
}
