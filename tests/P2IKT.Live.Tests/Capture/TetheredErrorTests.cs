using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Gphoto2;

namespace P2IKT.Live.Tests.Capture;

public sealed class TetheredErrorTests : TetheredTest
{
    [Fact]
    public void Open_OfACameraThatAnotherHolds_SaysSo()
    {
        Camera.Manners.Refuses = true;
        Assert.Contains("refused the connection", Refused(Camera.Uri).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfACameraWithoutLiveView_SaysWhatToUse()
    {
        Camera.Manners.HasNoLiveView = true;
        var message = Refused(Camera.Uri).Message;
        Assert.Contains("no live view", message, StringComparison.Ordinal);
        Assert.Contains("camera:0", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfAnAddressWithoutACamera_SaysWhatToCheck()
    {
        await Camera.Unplug();
        Assert.Contains("No camera answers at " + Camera.Uri, Refused(Camera.Uri).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithoutTheLibrary_SaysWhatToInstall() =>
        Assert.Contains("libgphoto2-6", Refused(Camera.Uri, library: "/nowhere/libgphoto2.so.6").Message, StringComparison.Ordinal);

    [Fact]
    public void Open_OfAUsbPortWithoutACamera_SaysThatThereIsNone() =>
        Assert.Contains("no camera at gphoto2:usb:250,099", Refused("gphoto2:usb:250,099").Message, StringComparison.Ordinal);

    [Fact]
    public void Search_TellsTheLibrarysVersion()
    {
        var search = Gphoto2Cameras.Search(new Dictionary<string, string> { ["HOME"] = Folder });
        Assert.Null(search.Obstacle);
        Assert.StartsWith("2.", search.LibraryVersion, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_WithoutTheLibrary_SaysWhatToInstall()
    {
        var search = Gphoto2Cameras.Search(new Dictionary<string, string> { ["P2IKT_LIBGPHOTO2"] = "/nowhere/libgphoto2.so.6" });
        Assert.Empty(search.Cameras);
        Assert.Null(search.LibraryVersion);
        Assert.Contains("libgphoto2-6", search.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_WhoseProgramIsGone_Ends()
    {
        using var host = CameraHostLauncher.Start(new Dictionary<string, string> { ["HOME"] = Folder });
        await host.StandardOutput.BaseStream.ReadExactlyAsync(new byte[5], Cancel); // it runs
        host.StandardInput.Close();
        await host.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(0, host.ExitCode);
    }

    private CaptureException Refused(string uri, string? library = null)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(uri, Tethered(library: library)));
        Assert.Equal(CaptureFault.NotAvailable, refused.Kind);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
