using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

public sealed class TetheredSentencesTests
{
    [Theory]
    [InlineData(Gphoto2Fault.UsbClaim, "gio mount -s gphoto2")]
    [InlineData(Gphoto2Fault.CameraBusy, "gvfs")]
    [InlineData(Gphoto2Fault.IoLock, "another program")]
    [InlineData(Gphoto2Fault.NoPermission, "udev")]
    [InlineData(Gphoto2Fault.UnknownPort, "There is no port 'usb:001,004'")]
    [InlineData(Gphoto2Fault.UsbFind, "There is no camera at gphoto2:usb:001,004")]
    [InlineData(Gphoto2Fault.NoLiveView, "no live view")]
    [InlineData(Gphoto2Fault.LiveViewStands, "no live view just now (Two lines)")]
    [InlineData(Gphoto2Fault.HostGone, "does not answer")]
    [InlineData(-999, "code -999")]
    public void Sentence_OfAFault_SaysWhatToDo(int code, string reported)
    {
        var fault = Gphoto2Fault.Of(code, "usb:001,004", "Two\nlines.");
        Assert.Contains(reported, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.Equal(FaultKind.NotAvailable, fault.Kind);
    }

    [Theory]
    [InlineData(Gphoto2Fault.Io, true)]
    [InlineData(Gphoto2Fault.Timeout, true)]
    [InlineData(Gphoto2Fault.UsbFind, true)]
    [InlineData(Gphoto2Fault.Ok, false)]
    [InlineData(Gphoto2Fault.General, false)]
    [InlineData(Gphoto2Fault.NotSupported, false)]
    [InlineData(Gphoto2Fault.CameraBusy, false)]
    public void Loss_IsACameraThatDoesNotAnswer(int code, bool isLoss) => Assert.Equal(isLoss, Gphoto2Fault.IsLoss(code));

    [Theory]
    [InlineData("", "")]
    [InlineData("usb:", "")]
    [InlineData("usb:001,004", "usb:001,004")]
    [InlineData("ptpip:10.0.0.5", "ptpip:10.0.0.5")]
    [InlineData("ptpip:10.0.0.5:1234", "ptpip:10.0.0.5:1234:1234")] // libgphoto2 would take 15740 for the events
    [InlineData("ptpip:10.0.0.5:1:2", "ptpip:10.0.0.5:1:2")]
    public void Port_OfATarget_IsWhatTheLibraryReads(string target, string port) => Assert.Equal(port, Gphoto2Source.PortOf(target));

    [Fact]
    public void CommandLine_OfTheHost_IsTheProgramItself()
    {
        Assert.Equal("/opt/p2ikt-live", CameraHostLauncher.CommandLine("/opt/p2ikt-live", "/opt", static _ => false).File);
        var (file, arguments) = CameraHostLauncher.CommandLine("/usr/bin/dotnet", "/opt", static _ => true);
        Assert.Equal(("/usr/bin/dotnet", Path.Combine("/opt", "p2ikt-live.dll")), (file, Assert.Single(arguments)));
        Assert.Equal("dotnet", CameraHostLauncher.CommandLine("/usr/bin/someone", "/opt", static _ => true).File);
        Assert.Throws<CaptureException>(() => CameraHostLauncher.CommandLine("/usr/bin/someone", "/opt", static _ => false));
    }
}
