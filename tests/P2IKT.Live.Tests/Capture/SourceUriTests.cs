using FsCheck.Fluent;
using FsCheck.Xunit;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

public sealed class SourceUriTests
{
    private static readonly Func<string, bool> Nothing = static _ => false;

    [Theory]
    [InlineData("test:", SourceKind.Test, "")]
    [InlineData("TEST:?size=2x2", SourceKind.Test, "")]
    [InlineData("clip.mp4", SourceKind.Video, "clip.mp4")]
    [InlineData("file:clip.mp4", SourceKind.Video, "clip.mp4")]
    [InlineData("file:///tmp/my%20clip.mp4", SourceKind.Video, "/tmp/my clip.mp4")]
    [InlineData("clip.mp4?loop=1", SourceKind.Video, "clip.mp4")]
    [InlineData("what?.mp4", SourceKind.Video, "what?.mp4")]
    [InlineData("what?.mp4?loop=1", SourceKind.Video, "what?.mp4")]
    [InlineData("clips/12:30.mp4", SourceKind.Video, "clips/12:30.mp4")]
    [InlineData(@"C:\clips\a.mp4", SourceKind.Video, @"C:\clips\a.mp4")]
    [InlineData("C:/clips/a.mp4?loop=1", SourceKind.Video, "C:/clips/a.mp4")]
    [InlineData("camera:0", SourceKind.Webcam, "0")]
    [InlineData("camera:/dev/video2?size=640x480&fps=30", SourceKind.Webcam, "/dev/video2")]
    [InlineData("camera:C920", SourceKind.Webcam, "C920")]
    [InlineData("camera:UVC Camera (046d:0825)?size=1920x1080&fps=60&format=yuyv", SourceKind.Webcam, "UVC Camera (046d:0825)")]
    [InlineData("camera:/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_1A2B-video-index0", SourceKind.Webcam, "/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_1A2B-video-index0")]
    [InlineData("http://10.0.0.5:8080/video?quality=3", SourceKind.Network, "http://10.0.0.5:8080/video?quality=3")]
    [InlineData("rtsp://host/stream", SourceKind.Network, "rtsp://host/stream")]
    [InlineData("rtsps://host/stream", SourceKind.Network, "rtsps://host/stream")]
    [InlineData("http://host/stream?pin=1234", SourceKind.Network, "http://host/stream?pin=1234")] // a number by that name is the camera's
    [InlineData("gphoto2:usb:001,004", SourceKind.Tethered, "usb:001,004")]
    [InlineData("gphoto2:", SourceKind.Tethered, "")]
    [InlineData("gphoto2:ptpip:10.0.0.5", SourceKind.Tethered, "ptpip:10.0.0.5")]
    [InlineData("gphoto2:ptpip:10.0.0.5:15740:15740", SourceKind.Tethered, "ptpip:10.0.0.5:15740:15740")]
    [InlineData("folder:/srv/drop", SourceKind.Folder, "/srv/drop")]
    [InlineData("folder:/srv/drop?existing=1&recursive=0&poll=2.5&stable=3", SourceKind.Folder, "/srv/drop")]
    [InlineData(@"folder:C:\shoot	oday", SourceKind.Folder, @"C:\shoot	oday")]
    [InlineData("folder:///srv/my%20drop", SourceKind.Folder, "/srv/my drop")]
    [InlineData("folder:what?", SourceKind.Folder, "what?")]
    public void Parse_OfAKnownForm_FindsSchemeAndTarget(string text, string kind, string target)
    {
        var uri = FrameSources.Registry.Parse(text, Nothing);
        Assert.Equal((kind, target), (uri.Kind, uri.Target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("webcam:0")]
    [InlineData("test:scene")]
    [InlineData("test:?loop=1")]
    [InlineData("test:?size=1280")]
    [InlineData("test:?size=0x4")]
    [InlineData("test:?size=65500x65500")]
    [InlineData("test:?fps=0")]
    [InlineData("test:?fps=-3")]
    [InlineData("test:?fps=NaN")]
    [InlineData("test:?fps=1e9")]
    [InlineData("test:?fps=30&fps=25")]
    [InlineData("test:?frames=0")]
    [InlineData("test:?seed=x")]
    [InlineData("clip.mp4?loop=yes")]
    [InlineData("clip.mp4?size=2x2")]
    [InlineData("file:")]
    [InlineData("camera:")]
    [InlineData("camera:123")]
    [InlineData("camera:0?format=h264")]
    [InlineData("camera:a\u001bb")]
    [InlineData("camera:-1")]
    [InlineData("camera:/dev/../etc/passwd")]
    [InlineData("camera:/etc/passwd")]
    [InlineData("camera:0?loop=1")]
    [InlineData("folder:")]
    [InlineData("folder:?existing=1")]
    [InlineData("folder:drop?poll=0")]
    [InlineData("folder:drop?stable=soon")]
    [InlineData("folder:drop?existing=yes")]
    [InlineData("folder:drop?loop=1")]
    [InlineData("http:video")]
    [InlineData("http://")]
    [InlineData("https://host/?pin=0123456789abcdef0123456789abcdef")]
    [InlineData("http://host/?pin=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("gphoto2:nikon")]
    [InlineData("gphoto2:usb:../../dev/sda")]
    [InlineData("gphoto2:usb:1,4")]
    [InlineData("gphoto2:ptpip:camera.local")]
    [InlineData("gphoto2:ptpip:10.0.0.5:1:2:3")]
    [InlineData("gphoto2:disk:/etc")]
    [InlineData("a\0b")]
    public void Parse_OfNonsense_IsWrongUsageInOneSentence(string text)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Registry.Parse(text, Nothing));
        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("test:")]
    [InlineData("camera:0")]
    [InlineData("http://host/video")]
    [InlineData("clip.mp4?loop=1")]
    [InlineData("nonsense:x?y")]
    public void Parse_OfWhatExistsOnDisk_IsThatFile(string text)
    {
        var uri = FrameSources.Registry.Parse(text, path => path == text);
        Assert.Equal((SourceKind.Video, text, SourceUriOptions.None), (uri.Kind, uri.Target, uri.Options));
    }

    [Fact]
    public void Parse_OfAllOptions_ReadsThem()
    {
        var options = FrameSources.Registry.Parse("test:?size=641x7&fps=29.97&seed=5&frames=12", Nothing).Options;
        Assert.Equal((new FrameSize(641, 7), 29.97, 5, 12L), (options.Get(TestSceneProvider.Size, default), options.Get(TestSceneProvider.FrameRate, 0), options.Get(TestSceneProvider.Seed, 0), options.Get(TestSceneProvider.Frames, 0)));
    }

    [Fact]
    public void Parse_OfTheFirstNameOfAnOption_ReadsItAsTheNewName()
    {
        var uri = FrameSources.Registry.Parse("folder:drop?settle=3", Nothing);
        Assert.Equal(FrameSources.Registry.Parse("folder:drop?stable=3", Nothing), uri);
        Assert.Equal("folder:drop?stable=3", uri.ToString());
        Assert.Throws<CaptureException>(() => FrameSources.Registry.Parse("folder:drop?stable=3&settle=3", Nothing));
    }

    [Theory]
    [InlineData("https://host/?pin={0}", "https://host/")]
    [InlineData("https://u:p@host/v?pin={0}&a=1", "https://u:p@host/v?a=1")]
    [InlineData("rtsps://host/v?a=1&pin={0}", "rtsps://host/v?a=1")]
    [InlineData("rtsps://host/v?a=1&pin={0}&b=2", "rtsps://host/v?a=1&b=2")]
    public void Parse_OfAPin_TakesItOutOfTheAddress(string text, string target)
    {
        const string Pin = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";
        foreach (var form in (string[])[Pin, Pin.ToLowerInvariant(), "sha256:" + Pin, string.Join(':', Pin.Chunk(2).Select(static pair => new string(pair)))])
        {
            var uri = FrameSources.Registry.Parse(string.Format(null, text, form), Nothing);
            Assert.Equal((target, Pin), (uri.Target, uri.Options.Get(NetworkProvider.Pin, "")));
            Assert.Equal(uri, FrameSources.Registry.Parse(uri.ToString(), Nothing));
        }
    }

    [Property]
    public void Parse_OfAnyText_EitherSucceedsOrSaysWhy(string? text)
    {
        var parsed = FrameSources.Registry.TryParse(text ?? "", Nothing, out var uri, out var problem);
        Assert.Equal(parsed, uri is not null);
        Assert.Equal(parsed, problem is null);
    }

    [Property]
    public FsCheck.Property Parse_OfAnyPathThatExists_NeverMangles() =>
        Prop.ForAll(ArbMap.Default.ArbFor<FsCheck.NonWhiteSpaceString>(), text =>
            text.Get.Contains('\0', StringComparison.Ordinal) || FrameSources.Registry.Parse(text.Get, _ => true).Target == text.Get);

    [Property]
    public void ToString_ParsesToTheSame(FsCheck.PositiveInt width, FsCheck.PositiveInt height, FsCheck.NonNegativeInt seed, FsCheck.PositiveInt fps)
    {
        var size = new FrameSize(Math.Min(width.Get, 2000), Math.Min(height.Get, 2000));
        var rate = FormattableString.Invariant($"{Math.Min(fps.Get, 9000) / 10.0}");
        foreach (var text in new[] { $"test:?size={size}&fps={rate}&seed={seed.Get}", $"camera:3?size={size}&fps={rate}", $"camera:Cam Link 4K?fps={rate}&format=nv12", "file:a b?c.mp4?loop=0", $"folder:drop?existing=1&recursive=0&poll={rate}&stable={rate}" })
        {
            var uri = FrameSources.Registry.Parse(text, Nothing);
            Assert.Equal(uri, FrameSources.Registry.Parse(uri.ToString(), Nothing));
        }
    }
}
