using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Tests.Recording.Shoots;

/// <summary>The checks before a shoot, and what they advise.</summary>
public sealed class PreflightTests : ShootTest
{
    private static readonly CameraState Ready = new()
    {
        Model = "Nikon Z 8", StillsFolder = "/stills", Connected = true, Card = new CameraCard(64L << 30, 32L << 30, 1000),
        Settings = [Setting("battery", "80%"), Setting("focusMode", "AF-S")],
    };

    [Fact]
    public void Camera_ThatIsReady_IsGoodInEverything() =>
        Assert.All(Preflight.OfCamera(Ready), check => Assert.Equal(PreflightLevel.Good, check.Level));

    [Theory]
    [InlineData("battery", "20%", "Battery", PreflightLevel.Warning, "another one")]
    [InlineData("battery", "5", "Battery", PreflightLevel.Bad, "charge")]
    [InlineData("battery", "Low", "Battery", PreflightLevel.Warning, "Low")]
    [InlineData("battery", "100%", "Battery", PreflightLevel.Good, "100")]
    [InlineData("battery", "", "Battery", PreflightLevel.Warning, "does not say")]
    [InlineData("focusMode", "Manual", "Focus mode", PreflightLevel.Warning, "by itself")]
    [InlineData("focusMode", "AF-C", "Focus mode", PreflightLevel.Warning, "single AF")]
    [InlineData("focusMode", "AI Servo", "Focus mode", PreflightLevel.Warning, "single AF")]
    [InlineData("focusMode", "One Shot", "Focus mode", PreflightLevel.Good, "One Shot")]
    public void Setting_IsJudged(string name, string value, string what, PreflightLevel level, string says)
    {
        var camera = Ready with { Settings = [.. Ready.Settings.Where(one => one.Name != name), Setting(name, value)] };
        var check = Preflight.OfCamera(camera).Single(check => check.What == what);
        Assert.Equal(level, check.Level);
        Assert.Contains(says, check.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_WithAFolderThatTakesFiles_IsGood_AndNothingIsLeftThere()
    {
        Assert.NotEqual(PreflightLevel.Bad, Preflight.OfDisk("Disk", Path.Combine(Folder, "later", "still")).Level);
        Assert.Empty(Directory.GetFileSystemEntries(Folder, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
    }

    [Fact]
    public void Disk_WithAFileInPlaceOfTheFolder_IsBad()
    {
        var file = Write("pictures", "");
        foreach (var folder in new[] { file, Path.Combine(file, "session") })
        {
            var check = Preflight.OfDisk("Disk", folder);
            Assert.Equal((PreflightLevel.Bad, $"{file} is a file, not a folder: choose another folder, or move it away."), (check.Level, check.Says));
        }
    }

    [Fact]
    public void Disk_ThatTakesNoFile_IsBad()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc, which takes no file of anybody.");
        var check = Preflight.OfDisk("Disk", "/proc/pictures");
        Assert.Equal(PreflightLevel.Bad, check.Level);
        Assert.Contains("No file can be made in /proc", check.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50L << 20, null, PreflightLevel.Bad)]
    [InlineData(32L << 30, 5L, PreflightLevel.Bad)]
    [InlineData(2L << 30, null, PreflightLevel.Warning)]
    [InlineData(null, null, PreflightLevel.Warning)]
    public void Card_IsJudgedByThePicturesThatFit(long? free, long? pictures, PreflightLevel level)
    {
        var camera = Ready with { Card = new CameraCard(64L << 30, free, pictures) };
        Assert.Equal(level, Preflight.OfCamera(camera).Single(static check => check.What == "Card").Level);
    }

    [Fact]
    public void Camera_ThatIsAway_IsBad_AndOneWithoutLiveViewAWarning()
    {
        Assert.Equal(PreflightLevel.Bad, Assert.Single(Preflight.OfCamera(Ready with { Connected = false })).Level);
        Assert.Equal(
            PreflightLevel.Warning, Preflight.OfCamera(Ready with { Paused = "It is in playback." }).Single(static check =>
                check.What == "Live view").Level);
    }

    [Fact]
    public void Disk_OfAFolderThatIsNotThereYet_IsThatOfTheFolderAbove()
    {
        var check = Preflight.OfDisk("Disk for pictures", Path.Combine(Pictures, "not", "yet"));
        Assert.Contains("GB free", check.Says, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Pictures));
    }

    [Fact]
    public void Copies_ToADiskThatIsMissing_AreBad() => Assert.Equal(PreflightLevel.Bad,
        Preflight.OfCopies(new CopyState { Folder = Copies }).Level);

    [Fact]
    public void UsbMode_OfCamerasOnly_IsReported()
    {
        Device("1-1", "04b0", "NIKON DSC D850", "06"); // PTP
        Device("1-2", "04a9", "Canon EOS R5", "08");
        Device("1-3", "054c", "ILCE-7M4", "0e");
        Device("1-4", "054c", "Storage Media", "08"); // a memory stick
        Device("1-5", "04a9", "LiDE 220", "ff"); // a scanner
        var modes = UsbCameras.WrongModes(Path.Combine(Folder, "usb"));
        Assert.Equal(2, modes.Count);
        Assert.Contains("Canon EOS R5 is in mass-storage mode", modes[0], StringComparison.Ordinal);
        Assert.Contains("ILCE-7M4 is in webcam mode", modes[1], StringComparison.Ordinal);
        Assert.Empty(UsbCameras.WrongModes(Path.Combine(Folder, "absent")));
    }

    private static CameraSetting Setting(string name, string value) => new() { Name = name, Label = name, Kind = CameraSettingKind.Text,
        Value = value };

    private void Device(string name, string vendor, string product, string kind)
    {
        Write($"usb/{name}/idVendor", vendor + "\n");
        Write($"usb/{name}/product", product + "\n");
        Write($"usb/{name}:1.0/bInterfaceClass", kind + "\n");
    }
}
