using System.Numerics;
using System.Runtime.Intrinsics;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>The renderer itself: that a circle of confusion has the radius that is claimed, and that near things cover far ones.</summary>
public sealed class SceneBlurTests
{
    private static readonly Canvas Canvas = new(new FrameSize(1280, 720));

    [Theory]
    [InlineData(0f)]
    [InlineData(0.6f)]
    [InlineData(1.5f)]
    [InlineData(3.3f)]
    [InlineData(5f)]
    [InlineData(7.9f)]
    public void Kernel_OfARadius_CoversTheDiscsArea(float radius)
    {
        var kernel = new DiscKernel(12);
        kernel.SetRadius(radius);
        var area = 0f;
        for (var row = -kernel.Rows; row <= kernel.Rows; row++)
            area += 2 * kernel.HalfChord(row);
        Assert.Equal(radius == 0 ? 1 : MathF.PI * radius * radius, area, 0.01f);
        Assert.Equal(1, area * kernel.Weight, 0.0001f);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(2.5f)]
    [InlineData(4f)]
    [InlineData(8f)]
    public void Point_OutOfFocus_BecomesADiscOfThatRadius(float radius)
    {
        var frame = Render(Point(), focus: 0.5f + (radius / ThinLens.Aperture), inverseDepth: 0.5f);
        double energy = 0, moment = 0;
        for (var y = 340; y < 380; y++)
        {
            for (var x = 620; x < 660; x++)
            {
                double light = frame[(y * 1280) + x].X, dx = x - 640, dy = y - 360;
                energy += light;
                moment += light * ((dx * dx) + (dy * dy));
            }
        }
        Assert.Equal(10, energy, 0.01);
        // The mean squared distance within a disc is r²/2; that a pixel is a square adds a sixth.
        Assert.Equal(radius, Math.Sqrt(2 * ((moment / energy) - (1 / 6.0))), 0.12 * Math.Max(1, 1 / radius));
    }

    [Fact]
    public void NearEdge_OutOfFocus_BleedsOverTheFarSubjectAndKeepsTheLight()
    {
        using var far = Half(new Vector4(1, 1, 1, 1), 0, 1280);
        using var near = Half(new Vector4(0, 0, 0, 1), 640, 1280);
        var frame = Render(0.2f, far, near); // near is at 0.8, radius 5.7
        Assert.Equal(1, frame[(360 * 1280) + 620].X, 0.001f);
        Assert.Equal(0.5f, (frame[(360 * 1280) + 639].X + frame[(360 * 1280) + 640].X) / 2, 0.01f);
        Assert.InRange(frame[(360 * 1280) + 636].X, 0.6f, 0.95f);
        Assert.Equal(0, frame[(360 * 1280) + 660].X, 0.001f);

        static SceneLayer Half(Vector4 colour, float from, float to)
        {
            var surface = new Surface(Canvas, -40, -40, 1320, 760);
            surface.Paint((u, _) => u >= from && u <= to + 40 ? colour : default);
            var depth = from == 0 ? 0.2f : 0.8f;
            return new SceneLayer(Canvas, surface, _ => depth);
        }
    }

    /// <summary>Whatever lies in a chord's way, vectors of each width and the values left over must add up to the same.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(127)]
    [InlineData(131)]
    public void Bar_OfAnyWidth_KeepsItsLight(int width)
    {
        var surface = new Surface(Canvas, 500, 300, 700, 420);
        for (var x = 0; x < width; x++)
            surface.Pixels[((360 - surface.Top) * surface.Width) + 510 - surface.Left + x] = new Vector4(1, 0, 0, 0);
        using var layer = new SceneLayer(Canvas, surface, _ => 0.5f);
        Assert.Equal(width, Render(0.9f, layer).Sum(pixel => pixel.X), 0.001f * width);
    }

    private static Surface Point()
    {
        var surface = new Surface(Canvas, 600, 320, 680, 400);
        surface.Pixels[((360 - surface.Top) * surface.Width) + 640 - surface.Left] = new Vector4(10, 10, 10, 0);
        return surface;
    }

    private static Vector4[] Render(Surface surface, float focus, float inverseDepth)
    {
        using var layer = new SceneLayer(Canvas, surface, _ => inverseDepth);
        return Render(focus, layer);
    }

    private static Vector4[] Render(float focus, params SceneLayer[] farToNear)
    {
        var (frame, tile) = (new Vector4[1280 * 720], new SceneTile());
        for (var top = 0; top < 720; top += SceneTile.MaxHeight)
        {
            for (var left = 0; left < 1280; left += SceneTile.MaxWidth)
            {
                tile.MoveTo(left, top, Canvas.Size);
                foreach (var layer in farToNear)
                    layer.RenderOver(tile, focus);
                for (var y = tile.Top; y < tile.Bottom; y++)
                {
                    for (var x = tile.Left; x < tile.Right; x++)
                        frame[(y * 1280) + x] = tile.Row(y)[x - tile.Left].AsVector4();
                }
            }
        }
        return frame;
    }
}
