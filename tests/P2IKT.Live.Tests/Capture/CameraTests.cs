using System.Runtime.InteropServices;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Webcam;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

public sealed class CameraTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("p2ikt-cameras-").FullName;

    [Theory]
    [InlineData("camera:97")]
    [InlineData("camera:/dev/video97")]
    public void Open_OfAnAbsentCamera_IsNotAvailableAndSaysWhatToDo(string uri)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(uri));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("p2ikt-live devices", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Open_ThatIsCancelled_IsNotWaitedFor() =>
        Assert.ThrowsAnyAsync<OperationCanceledException>(() => FrameSources.OpenAsync("camera:97", cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void Open_OfANameThatNoCameraHas_IsNotAvailable()
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open("camera:No Such Camera"));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("No Such Camera", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_OfNodesThatCanBeAsked_NamesThoseThatCapture()
    {
        Node("video10", "HDMI capture", "0");
        Node("video2", "Studio webcam", "0");
        Node("video3", "Studio webcam", "1"); // metadata
        Node("video4", "codec", "0");
        Node("videofoo", "nothing", "0");
        Assert.Equal(
            [("Studio webcam", "camera:Studio webcam", Dev("video2")), ("HDMI capture", "camera:HDMI capture", Dev("video10"))],
            List(node => node == Dev("video2") || node == Dev("video10")).Select(camera => (camera.Name, camera.Uri, camera.Node)));
    }

    [Fact]
    public void List_OfNodesThatCannotBeAsked_TakesTheFirstOfEachCamera()
    {
        Node("video0", "Studio webcam", "0");
        Node("video1", "Studio webcam", "1");
        Assert.Equal("camera:Studio webcam", Assert.Single(List(static _ => null)).Uri);
    }

    [Fact]
    public void List_OfTwoOfAName_TellsThemApartByIdOrElseByNumber()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes the links that udev makes.");
        Node("video0", "Webcam", "0");
        Node("video2", "Webcam", "0");
        var link = "/dev/v4l/by-id/usb-Maker_Webcam_77-video-index0";
        Directory.CreateDirectory(Dev("v4l/by-id"));
        File.WriteAllText(Dev("video0"), "");
        File.CreateSymbolicLink(Path.Combine(_root, link[1..]), "../../video0");
        var uris = List(static _ => true).Select(static camera => camera.Uri).ToList();
        Assert.EndsWith(link, uris[0], StringComparison.Ordinal);
        Assert.Equal("camera:2", uris[1]);
    }

    [Fact]
    public void List_WithoutVideoDevices_IsEmpty() =>
        Assert.Empty(CameraDevices.FromSysfs(Path.Combine(_root, "absent"), "/dev", static _ => true, static _ => []));

    [Theory]
    [InlineData("cam link 4k", "2")]
    [InlineData("CAM", "2")]
    [InlineData("studio webcam", "0")]
    public void Find_OfANameOrItsBeginning_FindsTheOneCamera(string name, string node) => Assert.Equal(node, CameraDevices.Find(name, Cameras).Node);

    [Theory]
    [InlineData("Studio Webcam H", FaultKind.WrongUsage, "camera:4")]
    [InlineData("Other", FaultKind.NotAvailable, "Cam Link 4K (camera:Cam Link 4K)")]
    public void Find_OfNoneOrSeveral_ListsTheCandidates(string name, FaultKind kind, string listed)
    {
        var refused = Assert.Throws<CaptureException>(() => CameraDevices.Find(name, Cameras));
        Assert.Equal(kind, refused.Kind);
        Assert.Contains(listed, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Modes_OfADriver_AreAllItTells()
    {
        var modes = V4l2Modes.Of(FakeDriver);
        Assert.Equal(
            [
                new CameraMode("mjpeg", new FrameSize(1920, 1080), 60),
                new CameraMode("mjpeg", new FrameSize(640, 480), 29.97),
                new CameraMode("H264", new FrameSize(800, 600), 0),
            ],
            modes);
    }

    /// <summary>Two formats: one with a list of sizes and rates, one with a range of sizes and without rates.</summary>
    private static int FakeDriver(uint code, Span<byte> structure)
    {
        var words = MemoryMarshal.Cast<byte, uint>(structure);
        const uint mjpeg = 0x47504A4D, h264 = 0x34363248;
        switch (code, words[0], words[1])
        {
            case (V4l2Modes.EnumerateFormats, < 2, 1):
                words[11] = words[0] == 0 ? mjpeg : h264;
                return 0;
            case (V4l2Modes.EnumerateSizes, < 2, mjpeg):
                (words[2], words[3], words[4]) = words[0] == 0 ? (1u, 640u, 480u) : (1u, 1920u, 1080u);
                return 0;
            case (V4l2Modes.EnumerateSizes, _, h264): // a range, told whatever the number
                (words[2], words[3], words[4], words[5], words[6], words[7], words[8]) = (3, 16, 800, 16, 16, 600, 16);
                return 0;
            case (V4l2Modes.EnumerateIntervals, < 2, mjpeg) when words[2] == 1920:
                (words[4], words[5], words[6]) = (1u, 1u, words[0] == 0 ? 30u : 60u);
                return 0;
            case (V4l2Modes.EnumerateIntervals, 0, mjpeg):
                (words[4], words[5], words[6]) = (1, 1001, 30000);
                return 0;
            default:
                return -1;
        }
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/absent")]
    public void Captures_OfWhatIsNoVideoNode_IsUnknown(string node)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Asks a Linux device.");
        Assert.Null(V4l2.Captures(node));
    }

    [Theory]
    [InlineData("?size=1920x1080&fps=60&format=yuyv", "mjpeg; the camera does not give the 1920x1080, 60 fps, yuyv asked for")]
    [InlineData("?size=1280x720&fps=30", "mjpeg")]
    [InlineData("", "mjpeg")]
    public void Given_OtherThanAskedFor_SaysWhat(string query, string said) =>
        Assert.Equal(said, CameraSource.Given(FrameSources.Registry.Parse("camera:0" + query, static _ => false).Options, new FrameSize(1280, 720), 30, "mjpeg"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static readonly CameraDevice[] Cameras =
    [
        new("Studio Webcam", "camera:0") { Node = "0" },
        new("Cam Link 4K", "camera:Cam Link 4K") { Node = "2" },
        new("Studio Webcam HD", "camera:4") { Node = "4" },
        new("Studio Webcam HD", "camera:6") { Node = "6" },
    ];

    private IReadOnlyList<CameraDevice> List(Func<string, bool?> captures) =>
        CameraDevices.FromSysfs(Path.Combine(_root, "sys"), Path.Combine(_root, "dev"), captures, static _ => []);

    private string Dev(string name) => Path.Combine(_root, "dev", name);

    private void Node(string node, string name, string index)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "sys", node)).FullName;
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
        File.WriteAllText(Path.Combine(folder, "index"), index + "\n");
    }
}
