using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;

namespace P2IKT.Live.Tests.Capture.Tethering;

public sealed class PendingShotTests
{
    private const int Command = 7;
    private const string Folder = "/store_00010001/DCIM/100NIKON";
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Answer_OnceTheCameraIsDoneAndQuiet_HasAllFiles()
    {
        var shot = Shot();
        Arrive(shot, "DSC_0002.NEF", "DSC_0002.JPG");
        shot.Done();
        Assert.Null(shot.Answer());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["DSC_0002.NEF", "DSC_0002.JPG"], Files(shot));
    }

    [Fact]
    public void Answer_WhileAFileIsOnItsWay_IsNotGiven()
    {
        var shot = Shot();
        shot.Take(Folder, "DSC_0002.NEF");
        shot.Done();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(shot.Answer());
        shot.End("DSC_0002.NEF", Still("DSC_0002.NEF"), null);
        Assert.Equal(["DSC_0002.NEF"], Files(shot));
    }

    [Fact]
    public void LateFile_OfTheShotBefore_IsNotItsOwn()
    {
        var shot = Shot(before: "DSC_0001");
        Arrive(shot, "DSC_0001.JPG", "DSC_0002.NEF");
        shot.Done();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["DSC_0002.NEF"], Files(shot));
    }

    [Fact]
    public void Files_OfTheCamerasOwnButtonPressedJustBefore_AreNotItsOwn()
    {
        var shot = Shot();
        Arrive(shot, "DSC_0001.JPG");
        shot.Done();
        Arrive(shot, "DSC_0002.JPG");
        shot.Done();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["DSC_0002.JPG"], Files(shot));
    }

    [Fact]
    public void Files_OutOfTheMemory_AreTogetherThoughTheirNamesDiffer()
    {
        var shot = Shot();
        Arrive(shot, "capt0000.arw");
        shot.Done(); // what libgphoto2 says of a Sony when the first of two is fetched before the second is made
        foreach (var name in (string[])["capt0001.jpg"])
        {
            shot.Take("/", name);
            shot.End(name, Still(name), null);
        }
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["capt0000.arw", "capt0001.jpg"], Files(shot));
    }

    [Fact]
    public void Answer_OfACameraThatMakesTwo_WaitsForTheSecondButNotForEver()
    {
        var shot = Shot(makesTwo: true);
        Arrive(shot, "DSC_0002.NEF");
        shot.Done();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(shot.Answer());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["DSC_0002.NEF"], Files(shot));
    }

    [Fact]
    public void Answer_WithoutAFile_IsARefusalInTheEnd()
    {
        var shot = Shot();
        _time.Advance(TimeSpan.FromSeconds(70));
        Assert.Null(shot.Answer());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("no picture came", Refusal(shot), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_WithAFullCard_IsARefusalAtOnce()
    {
        var shot = Shot();
        shot.FillCard();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("card is full", Refusal(shot), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_WithAFileThatWasNotSaved_SaysWhy()
    {
        var shot = Shot();
        Arrive(shot, "DSC_0002.NEF");
        shot.Take(Folder, "DSC_0002.JPG");
        shot.End("DSC_0002.JPG", null, "The disk is full.");
        shot.Done();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("The disk is full.", Refusal(shot));
    }

    private PendingShot Shot(string? before = null, bool makesTwo = false) => new(Command, before, makesTwo, _time);

    private static void Arrive(PendingShot shot, params string[] names)
    {
        foreach (var name in names)
        {
            shot.Take(Folder, name);
            shot.End(name, Still(name), null);
        }
    }

    private static CameraStill Still(string name) => new(name, "/stills/" + name, 1);

    private static IEnumerable<string> Files(PendingShot shot)
    {
        var (word, note) = Assert.NotNull(shot.Answer());
        Assert.Equal((HostMessageType.Released, Command), (word, note.Command));
        return note.Files!.Select(static still => still.Name);
    }

    private static string Refusal(PendingShot shot)
    {
        var (word, note) = Assert.NotNull(shot.Answer());
        Assert.Equal((HostMessageType.Refused, Command), (word, note.Command));
        return note.Text!;
    }
}
