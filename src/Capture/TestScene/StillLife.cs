using System.Numerics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// The scene as a whole: painted once, sharp, then rendered for any focus distance by laying its blurred layers over one
/// another, far to near, in linear light. So a blurred near edge lets the subject behind it shine through, as a lens does.
/// </summary>
/// <remarks>One thread at a time may render. Owns native memory.</remarks>
internal sealed class StillLife : IDisposable
{
    private readonly Canvas _canvas;
    private readonly SceneLayer[] _layers;
    private readonly SceneTile _tile = new();

    public StillLife(FrameSize size, int seed)
        : this(new Canvas(size), seed)
    {
    }

    public StillLife(Canvas canvas, int seed)
    {
        _canvas = canvas;
        Func<SceneLayer>[] farToNear =
        [
            () => Backdrop.Make(_canvas, seed),
            () => Tabletop.Make(_canvas, seed),
            () => Vase.Make(_canvas, seed),
            () => TestCard.Make(_canvas, seed),
            () => Rangefinder.Make(_canvas, seed),
            () => Orange.Make(_canvas, (seed * 29) + 1, new Vector2(874, 622), 66, new Vector2(0.30f, -0.62f)),
            () => BallOfWool.Make(_canvas, (seed * 31) + 2, new Vector2(254, 650), 96),
            () => Orange.Make(_canvas, (seed * 29) + 3, new Vector2(1092, 692), 104, new Vector2(0.34f, -0.56f)),
        ];
        _layers = new SceneLayer[farToNear.Length];
        Parallel.For(0, _layers.Length, i => _layers[i] = farToNear[i]());
    }

    public FrameSize Size => _canvas.Size;

    /// <summary>Renders the scene focused at an inverse depth, as 8-bit sRGB, BGR.</summary>
    public void Render(float focus, Span<byte> bgr)
    {
        for (var top = 0; top < Size.Height; top += SceneTile.MaxHeight)
        {
            for (var left = 0; left < Size.Width; left += SceneTile.MaxWidth)
            {
                _tile.MoveTo(left, top, Size);
                foreach (var layer in _layers)
                    layer.RenderOver(_tile, focus);
                _tile.Encode(bgr, Size.Width);
            }
        }
    }

    /// <summary>The inverse depth of what is seen at each pixel when everything is sharp.</summary>
    public float[] InverseDepths()
    {
        var depths = new float[Size.Pixels];
        Parallel.For(0, Size.Height, y =>
        {
            for (var x = 0; x < Size.Width; x++)
            {
                for (var i = _layers.Length - 1; i >= 0; i--)
                {
                    if (!_layers[i].Covers(x, y, out depths[(y * Size.Width) + x]))
                        continue;
                    break;
                }
            }
        });
        return depths;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
    }
}
