using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Capture;

public sealed class CameraTests : IDisposable
{
    private readonly string _sysfs = Directory.CreateTempSubdirectory("p2ikt-sysfs-").FullName;

    [Theory]
    [InlineData("camera:97")]
    [InlineData("camera:/dev/video97")]
    public void Open_OfAnAbsentCamera_IsNotAvailableAndSaysWhatToDo(string uri)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(uri));
        Assert.Equal(CaptureFault.NotAvailable, refused.Kind);
        Assert.Contains("p2ikt-live devices", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gphoto2:")]
    public void Open_OfWhatComesLater_IsNotAvailableAndSaysWhatToUse(string uri)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(uri));
        Assert.Equal(CaptureFault.NotAvailable, refused.Kind);
        Assert.Contains("later release", refused.Message, StringComparison.Ordinal);
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
            [new CameraDevice("Studio webcam", "camera:2"), new CameraDevice("HDMI capture", "camera:10")],
            CameraDevices.FromSysfs(_sysfs, static number => number is 2 or 10));
    }

    [Fact]
    public void List_OfNodesThatCannotBeAsked_TakesTheFirstOfEachCamera()
    {
        Node("video0", "Studio webcam", "0");
        Node("video1", "Studio webcam", "1");
        Assert.Equal([new CameraDevice("Studio webcam", "camera:0")], CameraDevices.FromSysfs(_sysfs, static _ => null));
    }

    [Fact]
    public void List_WithoutVideoDevices_IsEmpty() =>
        Assert.Empty(CameraDevices.FromSysfs(Path.Combine(_sysfs, "absent"), static _ => true));

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/absent")]
    public void Captures_OfWhatIsNoVideoNode_IsUnknown(string node)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Asks a Linux device.");
        Assert.Null(V4l2.Captures(node));
    }

    public void Dispose() => Directory.Delete(_sysfs, recursive: true);

    private void Node(string node, string name, string index)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_sysfs, node)).FullName;
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
        File.WriteAllText(Path.Combine(folder, "index"), index + "\n");
    }
}
