using System.Text.Json;
using OpenCvSharp;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Tests.Recording.Stacks;

/// <summary>The files of a merged picture.</summary>
public sealed class StackedFilesTests : IDisposable
{
    private static readonly FrameSize Size = new(20, 13), Cells = new(3, 2);
    private static readonly float[] Positions = [0, 4, 2, float.NaN, 1, 3];
    private static readonly DateTimeOffset Now = new(2026, 7, 28, 14, 3, 9, TimeSpan.FromHours(2));
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-stacked-").FullName;
    private readonly byte[] _pixels = [.. Enumerable.Range(0, 3 * 20 * 13).Select(static i => (byte)((i * 37) + (i / 60)))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".png", PictureFormat.Png)]
    [InlineData(".tif", PictureFormat.Tiff)]
    public void Picture_InALosslessFormat_HasThePixels(string extension, PictureFormat format)
    {
        var files = Save("result" + extension);
        Assert.Equal(_pixels, PixelsOf(files.Picture, format));
        Assert.True(OutputMarker.IsOn(files.Picture));
        Assert.Equal(["result.depth.png", "result.json", "result" + extension], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Picture_AsJpeg_IsClose()
    {
        _pixels.AsSpan().Fill(90);
        Assert.All(PixelsOf(Save("result.jpg").Picture, PictureFormat.Jpeg), static value => Assert.InRange(value, 88, 92));
    }

    [Fact]
    public void DepthMap_RunsFromOneToTheLast_AndZeroIsUnknown()
    {
        using var map = Cv2.ImRead(Save("result.png").DepthMap, ImreadModes.Unchanged);
        Assert.Equal((3, 2, MatType.CV_16UC1), (map.Width, map.Height, map.Type()));
        int[] values = [.. Enumerable.Range(0, 6).Select(i => (int)map.At<ushort>(i / 3, i % 3))];
        Assert.Equal([1, 65535, 32768, 0, 16384, 49152], values.Select(static value => value).ToArray().Zip([1, 65535, 32768, 0, 16384, 49152],
            static (value, expected) => Math.Abs(value - expected) <= 1 ? expected : value));
    }

    [Fact]
    public void Sidecar_SaysWhatTheFilesAre()
    {
        using var sidecar = JsonDocument.Parse(File.ReadAllText(Save("result.png").Sidecar));
        var root = sidecar.RootElement;
        Assert.Equal(("result.png", "result.depth.png"), (root.GetProperty("picture").GetString(), root.GetProperty("depthMap").GetString()));
        Assert.Equal((0.0, 4.0, "ringPixels"), (root.GetProperty("lowestPosition").GetDouble(), root.GetProperty("highestPosition").GetDouble(), root.GetProperty("positionUnit").GetString()));
        Assert.Equal((20, 13, 8, 17, 2), (root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32(), root.GetProperty("stride").GetInt32(),
            root.GetProperty("merged").GetInt32(), root.GetProperty("leftOut").GetInt32()));
        Assert.True(root.GetProperty("deblurred").GetBoolean());
        Assert.Equal(Now, root.GetProperty("savedAt").GetDateTimeOffset());
    }

    [Fact]
    public void DescribedBy_ATurnedPicture_TakesItsDescription_AndLooksTheSame()
    {
        // The original lies on its side: 13 columns and 20 rows, to be turned by a quarter.
        var original = Path.Combine(_folder, "original.tif");
        using (var image = NetVips.Image.Black(13, 20, bands: 3).Cast(NetVips.Enums.BandFormat.Uchar).Copy(interpretation: NetVips.Enums.Interpretation.Srgb))
        using (var described = image.Mutate(static mutable =>
        {
            mutable.Set(NetVips.GValue.GIntType, "orientation", 6);
            mutable.Set(NetVips.GValue.BlobType, "icc-profile-data", NetVips.Image.ProfileLoad("p3"));
        }))
            described.Tiffsave(original);
        var files = Save("result.png", original);
        using var result = PictureFile.Open(files.Picture);
        Assert.Equal(new FrameSize(13, 20), result.Layout.Size);
        Assert.Equal(6, result.Turn?.Orientation);
        using var image2 = NetVips.Image.NewFromFile(files.Picture);
        Assert.True(image2.Contains("icc-profile-data"));
        using var upright = image2.Autorot();
        var rgb = upright.WriteToMemory<byte>();
        for (var i = 0; i < _pixels.Length; i += 3)
            Assert.Equal((_pixels[i + 2], _pixels[i + 1], _pixels[i]), (rgb[i], rgb[i + 1], rgb[i + 2]));
    }

    [Fact]
    public void DescribedBy_AFileThatIsGone_LeavesThePictureWhole() =>
        Assert.Equal(_pixels, PixelsOf(Save("result.png", Path.Combine(_folder, "gone.jpg")).Picture, PictureFormat.Png));

    [Fact]
    public void Save_OverAFileThatIsNotOurs_IsRefused_AndOursIsReplaced()
    {
        File.WriteAllText(Path.Combine(_folder, "result.depth.png"), "of somebody else");
        var refused = Assert.Throws<RecordingException>(() => Save("result.png"));
        Assert.Equal(("overwrite", FaultKind.Failed), (refused.Setting, refused.Kind));
        Assert.Equal("of somebody else", File.ReadAllText(Path.Combine(_folder, "result.depth.png")));
        File.Delete(Path.Combine(_folder, "result.depth.png"));
        Save("result.png");
        Save("result.png");
        File.WriteAllText(Path.Combine(_folder, "other.json"), "{}");
        Assert.Contains("other.json", Assert.Throws<RecordingException>(() => Save("other.png")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_WhereNothingCanBeWritten_SaysSo_AndLeavesNothing()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var failed = Assert.Throws<RecordingException>(() => new StackedFiles(Path.Combine(_folder, "file", "result.png")).Save(Result(null), false, Now));
        Assert.Contains("cannot be written", failed.Message, StringComparison.Ordinal);
        Assert.Equal(FaultKind.WrongUsage, Assert.Throws<RecordingException>(() => Save("result.bmp")).Kind);
        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Free_IsTheFirstNameThatNoneOfTheThreeFilesHas()
    {
        Assert.Equal("sweep.stacked.png", Path.GetFileName(StackedFiles.Free(_folder, "sweep", ".png").Picture));
        File.WriteAllText(Path.Combine(_folder, "sweep.stacked.depth.png"), "");
        File.WriteAllText(Path.Combine(_folder, "sweep-2.stacked.json"), "");
        Assert.Equal("sweep-3.stacked.png", Path.GetFileName(StackedFiles.Free(_folder, "sweep", ".png").Picture));
        Assert.Equal("sweep-2.stacked.tif", Path.GetFileName(new StackedFiles(Path.Combine(_folder, "sweep-2.stacked.tif")).Picture));
    }

    private StackedFiles Save(string name, string? describedBy = null)
    {
        var files = new StackedFiles(Path.Combine(_folder, name));
        files.Save(Result(describedBy), overwrite: false, Now);
        return files;
    }

    private StackedPicture Result(string? describedBy) => new()
    {
        Size = Size, Pixels = _pixels, Cells = Cells, Stride = 8, Positions = Positions, Unit = StackPositionUnit.RingPixels, IsDeblurred = true,
        Source = "test scene", Model = "p2ikt-live", Merged = 17, LeftOut = 2, InFocusShare = 0.8, DescribedBy = describedBy,
    };

    private static byte[] PixelsOf(string path, PictureFormat format)
    {
        using var file = PictureFile.Open(path);
        Assert.Equal((format, new PictureLayout(Size, 3, 1)), (file.Format, file.Layout));
        var rgb = new byte[file.Layout.Bytes];
        file.Read(0, rgb);
        for (var i = 0; i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 2]) = (rgb[i + 2], rgb[i]);
        return rgb;
    }
}
