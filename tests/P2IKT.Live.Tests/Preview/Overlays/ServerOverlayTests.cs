using OpenCvSharp;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Overlays;

/// <summary>What the server's overlays draw, and where.</summary>
public sealed class ServerOverlayTests
{
    private static readonly Vec3b Grey = new(120, 120, 120);

    [Theory]
    [InlineData("heat")]
    [InlineData("heat:opacity=1")]
    [InlineData("outline")]
    [InlineData("outline:strength=strong:colour=red")]
    [InlineData("soft:limit=0.5")]
    public void Overlay_WhereNothingCanBeRead_LeavesThePictureAlone(string selection)
    {
        using var scene = OverlayScene.Ramp(confidence: 0.2f); // a white table: any radius fits
        using var drawn = scene.Draw(selection);
        using var picture = scene.Draw("strip:limit=0.25"); // the strip says so itself, at the lower edge
        var rows = new OpenCvSharp.Range(0, 180);
        Assert.Equal(0, Cv2.Norm(drawn[rows, OpenCvSharp.Range.All], picture[rows, OpenCvSharp.Range.All], NormTypes.INF));
        Assert.Equal(Grey, drawn.At<Vec3b>(100, 160));
    }

    [Fact]
    public void Heat_FadesWithTheConfidence()
    {
        byte[] Blue(float confidence)
        {
            using var scene = OverlayScene.Ramp(confidence);
            using var drawn = scene.Draw("heat:opacity=1");
            return [drawn.At<Vec3b>(100, 300).Item0];
        }
        Assert.Equal(120, Blue(0.25f)[0]);
        Assert.InRange(Blue(0.375f)[0], 106, 115); // yellow has little blue, and this is half of the way
        Assert.InRange(Blue(1)[0], 0, 102);
        Assert.Equal(Blue(0.5f), Blue(1));
    }

    [Theory]
    [InlineData("outline", 30, 62, 224, 143)]
    [InlineData("outline:limit=4", 80, 62, 224, 143)]
    [InlineData("outline:colour=red", 30, 255, 69, 58)]
    [InlineData("outline:colour=cyan", 30, 64, 196, 255)]
    [InlineData("outline:colour=yellow:limit=6", 120, 255, 244, 168)]
    public void Outline_RunsAtTheLimit_InItsColour(string selection, int column, int red, int green, int blue)
    {
        using var scene = OverlayScene.Ramp();
        using var drawn = scene.Draw(selection);
        var wanted = new Vec3b((byte)blue, (byte)green, (byte)red);
        var found = Enumerable.Range(0, 320).Where(x => Distance(drawn.At<Vec3b>(100, x), wanted) < 12).ToArray();
        Assert.InRange(found.Length, 1, 3);
        Assert.All(found, x => Assert.InRange(x, column - 2, column + 1));
    }

    [Theory]
    [InlineData("fine", 0, 2)]
    [InlineData("standard", 1, 3)]
    [InlineData("strong", 3, 5)]
    public void Outline_Strength_IsTheWidthOfTheLine(string strength, int least, int most)
    {
        using var scene = OverlayScene.Ramp();
        using var drawn = scene.Draw($"outline:limit=4:strength={strength}");
        Assert.InRange(Enumerable.Range(60, 40).Count(x => drawn.At<Vec3b>(100, x).Item1 > 190), least, most);
    }

    [Fact]
    public void Outline_OverMono_TakesTheColourOfThePicture()
    {
        using var scene = new OverlayScene(new FrameSize(320, 200), static (x, _) => (float)(x / 20), static (_, _) => 1, static pixels =>
        {
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)(i % 3 == 2 ? 200 : 20); // red
        });
        using var mono = scene.Draw("outline:over=mono");
        Assert.Equal(new Vec3b(74, 74, 74), mono.At<Vec3b>(100, 300)); // 0.7 * 20 + 0.3 * 200
        using var alone = scene.Draw("outline:over=nothing");
        Assert.Equal(default, alone.At<Vec3b>(100, 300));
    }

    [Fact]
    public void Soft_StripesOnlyWhatIsSofterThanTheLimit()
    {
        using var scene = OverlayScene.Ramp();
        using var drawn = scene.Draw("soft:limit=8");
        var striped = Enumerable.Range(0, 320).Where(x => Distance(drawn.At<Vec3b>(100, x), Grey) > 20).ToArray();
        Assert.All(striped, x => Assert.InRange(x, 160, 319));
        Assert.InRange(striped.Length, 55, 85); // half of the columns from 160 on, less the rise
        Assert.Equal(4, Enumerable.Range(280, 8).Count(x => Distance(drawn.At<Vec3b>(100, x), Grey) > 20));
    }

    [Fact]
    public void Strip_ShowsWhichColumnsAreInFocus()
    {
        // In focus in a band of the columns; texture only in the upper half.
        using var scene = new OverlayScene(
            new FrameSize(320, 200), static (x, _) => x is > 96 and < 192 ? 0.5f : 6, static (_, y) => y < 100 ? 1 : 0, static pixels => pixels.Fill(120));
        using var drawn = scene.Draw("strip");
        Assert.True(IsSignal(drawn.At<Vec3b>(198, 144)));
        Assert.False(IsSignal(drawn.At<Vec3b>(198, 40)));
        Assert.Equal(new Vec3b(118, 112, 112), drawn.At<Vec3b>(198, 40)); // known, and soft
        Assert.InRange(drawn.At<Vec3b>(189, 144).Item1, 30, 40); // the upper half alone: a bar of 0.71 of the strip, and its ground above
        Assert.Equal(Grey, drawn.At<Vec3b>(186, 144));
    }

    [Fact]
    public void Strip_AlongRows_StandsAtTheLeftEdge()
    {
        using var scene = new OverlayScene(
            new FrameSize(320, 200), static (_, y) => y is > 48 and < 96 ? 0.5f : 6, static (_, _) => 1, static pixels => pixels.Fill(120));
        using var drawn = scene.Draw("strip:along=row");
        Assert.True(IsSignal(drawn.At<Vec3b>(72, 3)));
        Assert.False(IsSignal(drawn.At<Vec3b>(150, 3)));
        Assert.Equal(Grey, drawn.At<Vec3b>(72, 14));
    }

    [Fact]
    public void Clip_HasThePixelsOfASnapshot()
    {
        using var scene = OverlayScene.Ramp();
        using var canvas = new OverlayCanvas(
            OverlaySelection.Parse("heat,outline:colour=red,strip", FrameOverlays.BuiltIn), static () => 16);
        var clip = canvas.ForClips;
        Assert.Equal("heat,outline:colour=red,strip", clip.Name);
        var burned = clip.Draw(scene.Sharp, scene.Radii, scene.Confidences, OverlayScene.Stride).ToArray();
        using var snapshot = scene.Draw("heat,outline:colour=red,strip");
        using var picture = Mat.FromPixelData(200, 320, MatType.CV_8UC3, burned);
        Assert.Equal(0, Cv2.Norm(picture, snapshot, NormTypes.INF));
    }

    private static bool IsSignal(Vec3b pixel) => Distance(pixel, new Vec3b(143, 224, 62)) < 6;

    private static int Distance(Vec3b a, Vec3b b) =>
        Math.Max(Math.Abs(a.Item0 - b.Item0), Math.Max(Math.Abs(a.Item1 - b.Item1), Math.Abs(a.Item2 - b.Item2)));
}
