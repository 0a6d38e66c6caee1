using P2IKT.Live.Capture.Files;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Tests.Recording.Shoots;

/// <summary>Session folders, naming tokens and numbers.</summary>
public sealed class ShootNameTests : ShootTest
{
    [Fact]
    public void Picture_WithNothingSet_KeepsTheNameOfTheCamera()
    {
        var shoot = Begin();
        Assert.Equal("DSC_0001.JPG", Take(shoot, "DSC_0001.JPG"));
        Assert.Null(shoot.NextClipName());
        Assert.Equal(Clips, shoot.Folders.Clips);
        Assert.Equal(Path.Combine(Pictures, "P2IKT 2026-11-27 14.05.09.jpg"), shoot.PlaceSnapshot());
    }

    [Fact]
    public void Picture_OfASession_GoesToItsFolderUnderEveryToken()
    {
        var shoot = Begin("{date} Smith/{camera}", "{date}_{time}_{name}_{camera}_{file}_{seq:3}");
        shoot.Scan("Vase");
        Assert.Equal(
            "2026-11-27 Smith/Nikon Z 8/2026-11-27_14.05.09_Vase_Nikon Z 8_DSC_0001_001.NEF", Take(shoot, "DSC_0001.NEF"));
    }

    [Fact]
    public void Numbers_AreCountedForEachName_AndGoOnAfterARestart()
    {
        var shoot = Begin("S");
        shoot.Scan("Vase");
        Assert.Equal("S/Vase_0001.JPG", Take(shoot, "DSC_0001.JPG"));
        Assert.Equal("S/Vase_0002.JPG", Take(shoot, "DSC_0002.JPG"));
        shoot.Scan("Bowl");
        Assert.Equal("S/Bowl_0001.JPG", Take(shoot, "DSC_0003.JPG"));
        var restarted = Begin("S");
        restarted.Scan("Vase");
        Assert.Equal("S/Vase_0003.JPG", Take(restarted, "DSC_0004.JPG"));
        File.Delete(Path.Combine(Pictures, "S", "Vase_0003.JPG"));
        Assert.Equal("S/Vase_0004.JPG", Take(restarted, "DSC_0005.JPG"));
        Assert.Equal("Vase_0001", restarted.NextClipName()); // of the folder of clips
    }

    [Theory]
    [InlineData("{name}{name}{name}{name}_{seq}", "")]
    [InlineData("x", "{name}{name}{name}{name}")]
    [InlineData("x", "\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22{name}{name}{name}/{camera}")]
    public void Names_LongerThanAFileSystemTakes_AreCut_AndEveryKindOfFileCanBeMade(string names, string session)
    {
        var shoot = Begin(session, names);
        shoot.Scan(string.Concat(Enumerable.Repeat("\u6F22", 100)));
        Take(shoot, "DSC_0001.JPG");
        var clip = Path.Combine(Directory.CreateDirectory(shoot.Folders.Clips).FullName, shoot.NextClipName()!);
        foreach (var file in (string[])[clip + "-9999.source.mp4", clip + ".json", shoot.PlaceSnapshot()])
            File.WriteAllText(file, "");
    }

    [Fact]
    public void RawAndJpeg_OfOneRelease_ShareTheirName()
    {
        var shoot = Begin(names: "{name}_{seq}");
        shoot.Scan("Vase");
        Assert.Equal("Vase_0001.NEF", Take(shoot, "DSC_0001.NEF"));
        Assert.Equal("Vase_0001.JPG", Take(shoot, "DSC_0001.JPG"));
        Assert.Equal("Vase_0002.NEF", Take(shoot, "DSC_0002.NEF"));
        shoot.Scan("Bowl");
        Assert.Equal("Bowl_0001.JPG", Take(shoot, "DSC_0002.JPG")); // late: the name was changed in between
    }

    [Fact]
    public async Task Folder_ThatHangsWhileItIsListed_HoldsUpNobodyWhoOnlyAsksOrScans()
    {
        using var isListing = new ManualResetEventSlim();
        using var isThere = new ManualResetEventSlim();
        var shoot = new Shoot(new ShootOptions { Names = "{name}_{seq}" }, Pictures, Clips, Time, _ =>
        {
            isListing.Set();
            isThere.Wait();
            return [];
        });
        shoot.Scan("Vase");
        var naming = Task.Run(() => Take(shoot, "DSC_0001.NEF"), Cancel);
        await Poll.UntilAsync(() => isListing.IsSet, "the folder is listed");
        var asking = Task.Run(
            () =>
            {
                shoot.Scan("Bowl");
                return shoot.Folders.Clips;
            },
            Cancel);
        try
        {
            await Poll.UntilAsync(() => asking.IsCompleted, "the state is known");
        }
        finally
        {
            isThere.Set();
        }
        Assert.Equal(Clips, await asking);
        Assert.Equal("Vase_0001.NEF", await naming);
        Assert.Equal("Bowl_0001.JPG", Take(shoot, "DSC_0001.JPG")); // the name was changed in between
    }

    [Theory]
    [InlineData("CON", "CON__0001.JPG")]
    [InlineData("../../up", "_._.._up_0001.JPG")]
    [InlineData("a:b*c?", "a_b_c__0001.JPG")]
    [InlineData("ends.", "ends_0001.JPG")]
    public void Name_ThatWindowsDoesNotTake_IsReplaced(string scanned, string wanted)
    {
        var shoot = Begin();
        shoot.Scan(scanned);
        Assert.Equal(wanted, Take(shoot, "DSC_0001.JPG"));
    }

    [Fact]
    public void Name_ThatIsVeryLong_StaysWithinWhatAFileSystemTakes()
    {
        var shoot = Begin(names: "{name}{name}{name}{name}{seq}");
        shoot.Scan(new string('花', 199));
        var name = Take(shoot, "DSC_0001.JPG");
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(name) <= 255);
        Assert.Null(PortableNames.RejectionReason(name));
        Assert.NotEqual(name, Take(shoot, "DSC_0002.JPG"));
    }

    [Theory]
    [InlineData("{date}/../up", "leads out")]
    [InlineData("/etc", "empty")]
    [InlineData("a\\b", "\\")]
    [InlineData("CON", "device")]
    [InlineData("{seq}", "{seq}")]
    [InlineData("{date", "brace")]
    [InlineData("a}", "brace")]
    [InlineData("{dat}", "{date}, {name}, {camera}")]
    public void SessionFolder_ThatIsNotAllowed_IsRefusedAndTheLastOneStays(string session, string why)
    {
        var shoot = Begin("S");
        Assert.Contains(why, Assert.Throws<RecordingException>(() => shoot.SetNames(session, null)).Message, StringComparison.Ordinal);
        Assert.Equal("S", shoot.Session);
    }

    [Theory]
    [InlineData("{seq}{seq}", "once")]
    [InlineData("{seq:0}", "{seq:1}")]
    [InlineData("{seq:12}", "{seq:1}")]
    [InlineData("a/b", "/")]
    [InlineData("aux", "device")]
    [InlineData("", "empty")]
    [InlineData("{name}.", "dot")]
    public void NameTemplate_ThatIsNotAllowed_IsRefused(string names, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => NameTemplate.OfFile(names)).Message, StringComparison.Ordinal);
}
