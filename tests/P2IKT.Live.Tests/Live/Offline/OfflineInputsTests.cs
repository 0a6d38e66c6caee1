using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Frames;
using P2IKT.Live.Offline;
using P2IKT.Live.Recording;

namespace P2IKT.Live.Tests.Live.Offline;

public sealed class OfflineInputsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-offline-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AFolder_GivesItsTreeInNaturalOrderWithTheSameNames()
    {
        Drop("in/IMG_10.jpg", "in/IMG_9.jpg", "in/sub/a.png", "in/sub/deeper/b.tif", "in/clip.mp4", "in/.hidden.jpg", "in/.cache/c.jpg", "in/notes.txt");
        var found = Find(["in"], "out");

        Assert.Equal(["IMG_9.jpg", "IMG_10.jpg", "clip.mp4", "sub/a.png", "sub/deeper/b.tif"], found.Files.Select(f => f.Name));
        Assert.Equal(In("out/sub/deeper/b.tif"), found.Files[^1].Output);
        Assert.Equal([InputKind.Picture, InputKind.Picture, InputKind.Video, InputKind.Picture, InputKind.Picture], found.Files.Select(f => f.Kind));
    }

    [Fact]
    public void APictureWithoutItsExtension_IsKnownByItsFirstBytes()
    {
        Drop("in/letter");
        File.WriteAllBytes(In("in/picture"), [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8]);

        Assert.Equal("picture", Assert.Single(Find(["in"], "out").Files).Name);
    }

    [Fact]
    public void AnOutputInsideTheInput_IsNotTakenIn_NorAreOurResultsAnywhere()
    {
        Drop("in/a.jpg", "in/out/a.jpg", "in/out/sub/b.jpg", "in/raw.cr2");
        File.WriteAllBytes(In("in/earlier.jpg"), [1, 2, 3, .. OutputMarker.Bytes]);
        var found = Find(["in"], "in/out");

        Assert.Equal("a.jpg", Assert.Single(found.Files).Name);
        Assert.Equal((1, 1), (found.Results, found.RawFilesSkipped));
    }

    [Theory]
    [InlineData("out.jpg", "out.jpg")]
    [InlineData("folder", "folder/a.jpg")]
    [InlineData("folder.d/", "folder.d/a.jpg")]
    [InlineData("there.d", "there.d/a.jpg")]
    public void OneFile_TakesTheNameThatIsGivenOrItsOwnInAFolder(string output, string expected)
    {
        Drop("a.jpg");
        Directory.CreateDirectory(In("there.d"));

        Assert.Equal(In(expected), Assert.Single(Find(["a.jpg"], output).Files).Output);
    }

    [Theory]
    [InlineData("out.txt", "does not end in .jpg or .jpeg")]
    [InlineData("out.png", "does not end in .jpg or .jpeg")] // a JPEG under the name of a PNG
    [InlineData("a.jpg.d", "or end the name of a folder with /")]
    public void OneFile_UnderTheNameOfAnotherFormat_IsRefused(string output, string says)
    {
        File.WriteAllBytes(In("a.jpg"), [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8]);

        Assert.Contains(says, Assert.Throws<UsageException>(() => Find(["a.jpg"], output)).Message, StringComparison.Ordinal);
        Assert.Equal(In("out.JPEG"), Assert.Single(Find(["a.jpg"], "out.JPEG").Files).Output);
    }

    [Fact]
    public void OneFile_WhoseOwnNameSaysAnotherFormat_MayKeepThat()
    {
        File.WriteAllBytes(In("a.png"), [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8]);

        Assert.Equal(In("b.png"), Assert.Single(Find(["a.png"], "b.png").Files).Output);
        Assert.Equal(In("b.jpg"), Assert.Single(Find(["a.png"], "b.jpg").Files).Output);
    }

    [Fact]
    public void OneVideo_UnderANameThatCannotHoldIt_IsRefused()
    {
        Drop("a.mp4");

        Assert.Contains("cannot hold h264", Assert.Throws<UsageException>(() => Find(["a.mp4"], "b.jpg")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.jpg", "a.jpg", "b.jpg")]
    [InlineData("out.mp4", "a.jpg", "b.jpg")]
    [InlineData("out.jpg", "in")]
    public void SeveralFiles_UnderTheNameOfOne_AreRefused(string output, params string[] inputs)
    {
        Drop("a.jpg", "b.jpg", "in/a.jpg");

        Assert.Contains("is the name of one file", Assert.Throws<UsageException>(() => Find(inputs, output)).Message, StringComparison.Ordinal);
        Assert.Equal(In(output + "/a.jpg"), Find(inputs, output + "/").Files[0].Output);
    }

    [Fact]
    public void AnOutputBelowAFile_IsRefusedOnce()
    {
        Drop("a.jpg", "b.jpg");

        Assert.Contains($"'{In("a.jpg")}' is a file", Assert.Throws<UsageException>(() => Find(["b.jpg"], "a.jpg/deep/out")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_TakeThePicturesName_OrItsWholeFileNameWhereTwoWouldBeTheSame()
    {
        Drop("in/a.jpg", "in/b.jpg", "in/b.tif", "in/c.mp4");

        Assert.Equal([In("out/a.blur.png"), In("out/b.jpg.blur.png"), In("out/b.tif.blur.png"), null], Find(["in"], "out", maps: true).Files.Select(f => f.Map));
    }

    [Fact]
    public void AVideo_GetsAContainerThatCanHoldItsCodec_AndKeepsItsOwnWhereThatCan()
    {
        Drop("in/a.avi", "in/b.mov", "in/c.mkv");

        Assert.Equal([In("out/a.mov"), In("out/b.mov"), In("out/c.mkv")], Find(["in"], "out").Files.Select(f => f.Output));
        Assert.Equal([In("out/a.mkv"), In("out/b.mkv"), In("out/c.mkv")], Find(["in"], "out", codec: "ffv1").Files.Select(f => f.Output));
    }

    [Fact]
    public void AFileNamedTwice_IsDoneOnce()
    {
        Drop("a.jpg");

        Assert.Single(Find(["a.jpg", "./a.jpg"], "out").Files);
    }

    [Theory]
    [InlineData("in", "in")]
    [InlineData("in/a.jpg", "in")]
    [InlineData("in/a.jpg", "in/a.jpg")]
    public void AResultInPlaceOfAnInput_IsRefused(string input, string output)
    {
        Drop("in/a.jpg");

        Assert.Contains("would take the place of the input", Assert.Throws<UsageException>(() => Find([input], output)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoFilesOfTheSameName_AreRefused()
    {
        Drop("one/a.jpg", "two/a.jpg");

        Assert.Contains("would both be", Assert.Throws<UsageException>(() => Find(["one", "two"], "out")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileInPlaceOfTheFolder_IsRefused()
    {
        Drop("in/a.jpg", "out");

        Assert.Contains("is a file", Assert.Throws<UsageException>(() => Find(["in"], "out")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAbsentInput_IsNotAvailable() =>
        Assert.Equal(FaultKind.NotAvailable, Assert.Throws<CaptureException>(() => Find(["absent"], "out")).Kind);

    private OfflineInputs Find(string[] inputs, string output, bool maps = false, string codec = "h264") => OfflineInputs.Find([.. inputs.Select(In)], In(output), maps, VideoCodec.Find(codec));

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private void Drop(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
            File.WriteAllText(In(name), "a letter");
        }
    }
}
