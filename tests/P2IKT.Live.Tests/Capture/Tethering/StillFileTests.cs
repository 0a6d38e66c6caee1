using P2IKT.Live.Capture.Tethering;

namespace P2IKT.Live.Tests.Capture.Tethering;

public sealed class StillFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-stills-").FullName;

    [Fact]
    public void Finish_GivesItsNameOnlyToAWholePicture()
    {
        using var file = new StillFile(_folder, "DSC_1.NEF");
        file.Write([1, 2]);
        Assert.False(File.Exists(Path.Combine(_folder, "DSC_1.NEF")));
        file.Write([3]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file.Finish()));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Dispose_BeforeItIsWhole_LeavesNothing()
    {
        new StillFile(_folder, "DSC_1.NEF").Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("../../evil.jpg", "evil.jpg")]
    [InlineData("..", "picture")]
    [InlineData("", "picture")]
    public void Name_ThatLeadsElsewhere_StaysInTheFolder(string name, string expected)
    {
        using var file = new StillFile(_folder, name);
        Assert.Equal(Path.Combine(_folder, expected), file.Finish());
    }

    [Fact]
    public void Names_ThatAreTaken_AreNumbered()
    {
        foreach (var expected in (string[])["a.jpg", "a-2.jpg", "a-3.jpg"])
        {
            using var file = new StillFile(_folder, "a.jpg");
            Assert.Equal(Path.Combine(_folder, expected), file.Finish());
        }
    }

    [Fact]
    public void Write_OnAFullDisk_IsToldFromOtherFaults()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a disk that is always full.");
        using var file = new StillFile(_folder, "a.jpg", static _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
        var full = Assert.Throws<IOException>(() => file.Write(new byte[10]));
        Assert.True(StillFile.IsDiskFull(full));
        Assert.False(StillFile.IsDiskFull(new FileNotFoundException()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
