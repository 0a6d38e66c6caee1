using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredErrorTests : TetheredTest
{
    [Fact]
    public void Open_OfACameraThatAnotherHolds_SaysSo()
    {
        Camera.Manners.Refuses = true;
        Assert.Contains("refused the connection", Refused(Camera.Uri).Message, StringComparison.Ordinal);
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
        Assert.Null(search.UnavailableReason);
        Assert.StartsWith("2.", search.LibraryVersion, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_WithoutTheLibrary_SaysWhatToInstall()
    {
        var search = Gphoto2Cameras.Search(new Dictionary<string, string> { ["P2IKT_LIBGPHOTO2"] = "/nowhere/libgphoto2.so.6" });
        Assert.Empty(search.Cameras);
        Assert.Null(search.LibraryVersion);
        Assert.Contains("libgphoto2-6", search.UnavailableReason, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("INT")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    public async Task Host_OnASignalThatEndsTheProgram_WaitsForTheProgram(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill.");
        using var host = CameraHostLauncher.Start(new Dictionary<string, string> { ["HOME"] = Folder });
        await host.StandardOutput.BaseStream.ReadExactlyAsync(new byte[5], Cancel); // it runs
        Signal(host.Id, signal);
        await host.StandardOutput.BaseStream.ReadExactlyAsync(new byte[20], Cancel); // its greeting, and that it is alive
        host.StandardInput.Close();
        await host.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(0, host.ExitCode);
    }

    [Fact]
    public async Task Host_WhoseProgramIsKilled_Ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the host in /proc.");
        var start = new ProcessStartInfo("dotnet", [typeof(ExitCode).Assembly.Location, "--source", Camera.Uri, "--headless", "--stills", Stills]) { RedirectStandardOutput = true };
        start.Environment["HOME"] = Folder;
        using var program = Process.Start(start)!;
        await Poll.UntilAsync(() => Camera.State.InLiveView || program.HasExited, "the live view runs");
        var host = ChildrenOf(program.Id).Single(IsHost);
        program.Kill(); // not its children
        await Poll.UntilAsync(() => !IsHost(host), "the host has ended");
    }

    private static IEnumerable<int> ChildrenOf(int parent) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
        where id > 0 && ParentOf(id) == parent
        select id;

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // gone meanwhile
        }
    }

    private CaptureException Refused(string uri, string? library = null)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(uri, Tethered(library: library)));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
