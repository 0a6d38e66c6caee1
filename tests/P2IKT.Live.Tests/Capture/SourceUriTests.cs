using FsCheck.Fluent;
using FsCheck.Xunit;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

public sealed class SourceUriTests
{
    private static readonly Func<string, bool> Nothing = static _ => false;

    [Theory]
    [InlineData("test:", SourceScheme.Test, "")]
    [InlineData("TEST:?size=2x2", SourceScheme.Test, "")]
    [InlineData("clip.mp4", SourceScheme.File, "clip.mp4")]
    [InlineData("file:clip.mp4", SourceScheme.File, "clip.mp4")]
    [InlineData("file:///tmp/my%20clip.mp4", SourceScheme.File, "/tmp/my clip.mp4")]
    [InlineData("clip.mp4?loop=1", SourceScheme.File, "clip.mp4")]
    [InlineData("what?.mp4", SourceScheme.File, "what?.mp4")]
    [InlineData("what?.mp4?loop=1", SourceScheme.File, "what?.mp4")]
    [InlineData("clips/12:30.mp4", SourceScheme.File, "clips/12:30.mp4")]
    [InlineData(@"C:\clips\a.mp4", SourceScheme.File, @"C:\clips\a.mp4")]
    [InlineData("C:/clips/a.mp4?loop=1", SourceScheme.File, "C:/clips/a.mp4")]
    [InlineData("camera:0", SourceScheme.Camera, "0")]
    [InlineData("camera:/dev/video2?size=640x480&fps=30", SourceScheme.Camera, "/dev/video2")]
    [InlineData("camera:C920", SourceScheme.Camera, "C920")]
    [InlineData("camera:UVC Camera (046d:0825)?size=1920x1080&fps=60&format=yuyv", SourceScheme.Camera, "UVC Camera (046d:0825)")]
    [InlineData("camera:/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_1A2B-video-index0", SourceScheme.Camera, "/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_1A2B-video-index0")]
    [InlineData("http://10.0.0.5:8080/video?quality=3", SourceScheme.Network, "http://10.0.0.5:8080/video?quality=3")]
    [InlineData("rtsp://host/stream", SourceScheme.Network, "rtsp://host/stream")]
    [InlineData("rtsps://host/stream", SourceScheme.Network, "rtsps://host/stream")]
    [InlineData("http://host/stream?pin=1234", SourceScheme.Network, "http://host/stream?pin=1234")] // a number by that name is the camera's
    [InlineData("gphoto2:usb:001,004", SourceScheme.Gphoto2, "usb:001,004")]
    [InlineData("gphoto2:", SourceScheme.Gphoto2, "")]
    [InlineData("gphoto2:ptpip:10.0.0.5", SourceScheme.Gphoto2, "ptpip:10.0.0.5")]
    [InlineData("gphoto2:ptpip:10.0.0.5:15740:15740", SourceScheme.Gphoto2, "ptpip:10.0.0.5:15740:15740")]
    [InlineData("folder:/srv/drop", SourceScheme.Folder, "/srv/drop")]
    [InlineData("folder:/srv/drop?existing=1&recursive=0&poll=2.5&settle=3", SourceScheme.Folder, "/srv/drop")]
    [InlineData(@"folder:C:\shoot	oday", SourceScheme.Folder, @"C:\shoot	oday")]
    [InlineData("folder:///srv/my%20drop", SourceScheme.Folder, "/srv/my drop")]
    [InlineData("folder:what?", SourceScheme.Folder, "what?")]
    public void Parse_OfAKnownForm_FindsSchemeAndTarget(string text, SourceScheme scheme, string target)
    {
        var uri = SourceUri.Parse(text, Nothing);
        Assert.Equal((scheme, target), (uri.Scheme, uri.Target));
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
    [InlineData("folder:drop?settle=soon")]
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
        var refused = Assert.Throws<CaptureException>(() => SourceUri.Parse(text, Nothing));
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
        var uri = SourceUri.Parse(text, path => path == text);
        Assert.Equal((SourceScheme.File, text, SourceUriOptions.None), (uri.Scheme, uri.Target, uri.Options));
    }

    [Fact]
    public void Parse_OfAllOptions_ReadsThem()
    {
        var options = SourceUri.Parse("test:?size=641x7&fps=29.97&seed=5&frames=12", Nothing).Options;
        Assert.Equal((new FrameSize(641, 7), 29.97, 5, 12L), (options.Size, options.FramesPerSecond, options.Seed, options.Frames));
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
            var uri = SourceUri.Parse(string.Format(null, text, form), Nothing);
            Assert.Equal((target, Pin), (uri.Target, uri.Options.Pin));
            Assert.Equal(uri, SourceUri.Parse(uri.ToString(), Nothing));
        }
    }

    [Property]
    public void Parse_OfAnyText_EitherSucceedsOrSaysWhy(string? text)
    {
        var parsed = SourceUri.TryParse(text ?? "", Nothing, out var uri, out var problem);
        Assert.Equal(parsed, uri is not null);
        Assert.Equal(parsed, problem is null);
    }

    [Property]
    public FsCheck.Property Parse_OfAnyPathThatExists_NeverMangles() =>
        Prop.ForAll(ArbMap.Default.ArbFor<FsCheck.NonWhiteSpaceString>(), text =>
            text.Get.Contains('\0', StringComparison.Ordinal) || SourceUri.Parse(text.Get, _ => true).Target == text.Get);

    [Property]
    public void ToString_ParsesToTheSame(FsCheck.PositiveInt width, FsCheck.PositiveInt height, FsCheck.NonNegativeInt seed, FsCheck.PositiveInt fps)
    {
        var size = new FrameSize(Math.Min(width.Get, 2000), Math.Min(height.Get, 2000));
        var rate = FormattableString.Invariant($"{Math.Min(fps.Get, 9000) / 10.0}");
        foreach (var text in new[] { $"test:?size={size}&fps={rate}&seed={seed.Get}", $"camera:3?size={size}&fps={rate}", $"camera:Cam Link 4K?fps={rate}&format=nv12", "file:a b?c.mp4?loop=0", $"folder:drop?existing=1&recursive=0&poll={rate}&settle={rate}" })
        {
            var uri = SourceUri.Parse(text, Nothing);
            Assert.Equal(uri, SourceUri.Parse(uri.ToString(), Nothing));
        }
    }
}
