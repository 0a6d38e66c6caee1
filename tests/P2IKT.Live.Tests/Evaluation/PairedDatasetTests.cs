using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Evaluation;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Live;

namespace P2IKT.Live.Tests.Evaluation;

/// <summary>The layouts of the published sets; files are empty, because finding pairs reads none.</summary>
public sealed class PairedDatasetTests : IDisposable
{
    private readonly PairFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("own pairs, the same stem", "a: a b: b", "source/a.jpg", "source/b.png", "target/a.png", "target/b.png")]
    [InlineData("DPDD, of one stem", "a: a", "test_c/source/a.png", "test_c/target/a.png", "val_c/source/c.png", "val_c/target/c.png")]
    [InlineData("DPDD, numbered by the camera", "1P0A0917: 1P0A0916 1P0A0934: 1P0A0935 1P0A1001: 1P0A1003", "test_c/source/1P0A0917.png",
        "test_c/source/1P0A0934.png", "test_c/source/1P0A1001.png", "test_c/target/1P0A0916.png", "test_c/target/1P0A0935.png", "test_c/target/1P0A1003.png")]
    [InlineData("LF-DOF", "S1/near: S1 S1/far: S1 S2/x: S2", "test_data/input/S1/near.png", "test_data/input/S1/far.png", "test_data/input/S2/x.png",
        "test_data/ground_truth/S1.png", "test_data/ground_truth/S2.png")]
    [InlineData("LF-DOF's sample", "IMG_1: IMG_1", "input/IMG_1.png", "ground_truth/IMG_1.png")]
    [InlineData("DED", "image_7: sharp_7 image_12: sharp_12", "image/image_7.jpg", "image/image_12.jpg", "sharp/sharp_7.jpg", "sharp/sharp_12.jpg",
        "filtered/defocus_filterd_7.png")]
    [InlineData("RTF by folders", "01: gt_1", "image/0/01.png", "image/1.6/01.png", "GT/gt_1.png")]
    [InlineData("RTF's archive", "image_01: sharp_01 image_22: sharp_22", "Ground_Truth_Data/image_01.png", "Ground_Truth_Data/image_22.png",
        "Ground_Truth_Data/sharp_01.png", "Ground_Truth_Data/sharp_22.png", "Ground_Truth_Data/defocus_01.png")]
    public void Open_ALayout_PairsItsPictures(string layout, string expected, params string[] files)
    {
        Make(files);
        var dataset = PairedDataset.Open(_folder.Root);

        var pairs = dataset.Pairs.Select(p => $"{p.Stem}: {Path.GetFileNameWithoutExtension(p.Target)}");
        Assert.Equal(string.Join(' ', expected.Split(' ').Chunk(2).Select(p => string.Join(' ', p)).Order(StringComparer.Ordinal)), string.Join(' ', pairs));
        Assert.All(dataset.Pairs, p => Assert.Null(p.Blur));
        Assert.True(dataset.SourcesAlone.Count + dataset.TargetsAlone.Count == 0, layout);
    }

    [Theory]
    [InlineData("one is missing: whose is not to be told", "1P0A0010.png 1P0A0013.png", "1P0A0014.png")]
    [InlineData("too far apart", "1P0A0010.png 1P0A0020.png", "1P0A0011.png 1P0A0024.png")]
    [InlineData("two cameras", "1P0A0010.png", "2P0A0010.png")]
    [InlineData("no numbers", "cat.png", "dog.png")]
    public void Open_PicturesOfDifferentNames_ArePairedByOrderOnlyWhereShotsAgree(string why, string sources, string targets)
    {
        Make([.. sources.Split(' ').Select(s => "source/" + s), .. targets.Split(' ').Select(t => "target/" + t)]);

        var fault = Assert.Throws<CaptureException>(() => PairedDataset.Open(_folder.Root));
        Assert.True(fault.Kind == FaultKind.NotAvailable && fault.Message.Contains("has a namesake", StringComparison.Ordinal), why);
    }

    [Fact]
    public void Open_OfPicturesThatAreNumbered_PairsNoTwoThatAreNot()
    {
        Make(["image/image_0.png", "image/image_3.png", "image/cover.png", "sharp/sharp_00.png", "sharp/sharp_3.png", "sharp/thumb.png"]);
        var dataset = PairedDataset.Open(_folder.Root);

        Assert.Equal(["image_0: sharp_00", "image_3: sharp_3"], dataset.Pairs.Select(p => $"{p.Stem}: {Path.GetFileNameWithoutExtension(p.Target)}"));
        Assert.Equal(["cover.png"], dataset.SourcesAlone.Select(Path.GetFileName));
    }

    [Fact]
    public void Open_WithPicturesAlone_ListsThemOnTheirSide()
    {
        Make(["source/a.png", "source/a.jpg", "source/b.png", "target/a.png", "target/c.png", "target/notes.txt", "blur/a.png"]);
        var dataset = PairedDataset.Open(_folder.Root);

        // A.jpg has taken the one target.
        Assert.Equal([_folder.In("source", "a.png"), _folder.In("source", "b.png")], dataset.SourcesAlone);
        Assert.Equal([_folder.In("target", "c.png")], dataset.TargetsAlone);
        Assert.Equal(_folder.In("blur", "a.png"), Assert.Single(dataset.Pairs).Blur);
    }

    [Fact]
    public void Open_ASceneWithoutItsTruth_ListsEveryPictureOfIt()
    {
        Make(["input/S1/a.png", "input/S2/a.png", "input/S2/b.png", "ground_truth/S1.png"]);
        Assert.Equal([_folder.In("input", "S2", "a.png"), _folder.In("input", "S2", "b.png")], PairedDataset.Open(_folder.Root).SourcesAlone);
    }

    [Fact]
    public void Open_NoLayout_SaysWhatIsMissing()
    {
        Assert.Equal(FaultKind.NotAvailable, Assert.Throws<CaptureException>(() => PairedDataset.Open(_folder.Root)).Kind);
        Assert.Contains("does not exist", Assert.Throws<CaptureException>(() => PairedDataset.Open(_folder.In("nowhere"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(613, 409, 608, 400)]
    [InlineData(360, 360, 352, 352)]
    [InlineData(1680, 1120, 1680, 1120)]
    [InlineData(1008, 688, 1008, 688)]
    public void Read_APictureOfAPublishedSet_IsWhatThePaperEvaluates(int width, int height, int cutWidth, int cutHeight)
    {
        _folder.Write("one.png", size: new Size(width, height));
        using var whole = Cv2.ImRead(_folder.In("one.png"));
        using var picture = PaperPreprocessing.Read(_folder.In("one.png"));

        Assert.Equal(new Size(cutWidth, cutHeight), picture.Size());
        Assert.Equal(whole.At<Vec3b>(0, 0), picture.At<Vec3b>(0, 0)); // cut from the upper left corner
    }

    [Fact]
    public void Read_APictureOfRealDof_IsScaledAsAWhole()
    {
        using (var ramp = PairFolder.Picture((x, _) => (byte)(x / 10), (_, y) => (byte)(y / 10), (_, _) => 7, new Size(2320, 1536)))
            Cv2.ImWrite(_folder.In("one.png"), ramp);
        using var picture = PaperPreprocessing.Read(_folder.In("one.png"));

        Assert.Equal(new Size(1680, 1120), picture.Size());
        Assert.Equal((new Vec3b(0, 0, 7), new Vec3b(231, 153, 7)), (picture.At<Vec3b>(0, 0), picture.At<Vec3b>(1119, 1679)));
    }

    [Fact]
    public void Read_A16BitPicture_Gives8Bits()
    {
        using var deep = new Mat(8, 8, MatType.CV_16UC3, Scalar.All(0x80FF));
        Cv2.ImWrite(_folder.In("deep.png"), deep);
        using var picture = PaperPreprocessing.Read(_folder.In("deep.png"));

        Assert.Equal((MatType.CV_8UC3, new Vec3b(0x80, 0x80, 0x80)), (picture.Type(), picture.At<Vec3b>(3, 3)));
    }

    private void Make(IEnumerable<string> files)
    {
        foreach (var file in files)
            _folder.WriteText(file);
    }
}
