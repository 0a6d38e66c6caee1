using OpenCvSharp;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Testing.Lens;

/// <summary>
/// Pictures of a scene as JPEG, rendered once for each position of the lens and kept: a few hundred positions of 30 to 60 kB. The cameras
/// of a process share them. Thread-safe.
/// </summary>
internal sealed class SceneRenderer
{
    private const int Kept = 3; // renderers, each with the native memory of its scene
    private static readonly Lock Choosing = new();
    private static readonly List<SceneRenderer> Renderers = [];
    private readonly Lock _gate = new();
    private readonly (FrameSize Size, SceneContent Content, int Seed, float Aperture) _key;
    private readonly Dictionary<int, byte[]> _pictures = [];
    private readonly int _factor;
    private StillLife? _scene;
    private float[]? _inverseDepths;
    private NativeArray<byte>? _pixels;

    private SceneRenderer((FrameSize Size, SceneContent, int, float) key) =>
        (_key, _factor) = (key, Math.Max(1, (int)MathF.Ceiling(0.5f / new Canvas(key.Size).Scale)));

    /// <summary>
    /// The scene's size: below half the canvas's size its texture would alias, and so it is rendered larger, and averaged.
    /// </summary>
    private FrameSize Rendered => new(_key.Size.Width * _factor, _key.Size.Height * _factor);

    public static SceneRenderer For(FrameSize size, SimulatedScene scene, SceneOptics optics)
    {
        var key = (size, scene.Content, scene.Seed, optics.Aperture);
        lock (Choosing)
        {
            var renderer = Renderers.Find(kept => kept._key == key) ?? new SceneRenderer(key);
            Renderers.Remove(renderer);
            Renderers.Add(renderer);
            if (Renderers.Count > Kept)
            {
                Renderers[0].Release();
                Renderers.RemoveAt(0);
            }
            return renderer;
        }
    }

    /// <summary>The picture at a position of the lens; its top rows are to be exchanged.</summary>
    public byte[] Picture(SceneOptics optics, int index)
    {
        lock (_gate)
        {
            if (_pictures.TryGetValue(index, out var ready))
                return ready;
            using var picture = new Mat(_key.Size.Height, _key.Size.Width, MatType.CV_8UC3, Scalar.All(235));
            if (_key.Content == SceneContent.StillLife)
                Render(optics.FocusAt(optics.PositionOf(index)), picture);
            return _pictures[index] = SceneStamp.Encode(picture);
        }
    }

    /// <summary>The inverse depth of what is seen at a pixel.</summary>
    public float InverseDepthAt(int x, int y)
    {
        var (column, row) = ((x * _factor) + (_factor / 2), (y * _factor) + (_factor / 2));
        lock (_gate)
            return (_inverseDepths ??= Scene().InverseDepths())[(row * Rendered.Width) + column];
    }

    private StillLife Scene() => _scene ??= new StillLife(new Canvas(Rendered, _key.Aperture, ThinLens.Nearest), _key.Seed);

    private unsafe void Render(float focus, Mat picture)
    {
        _pixels ??= new NativeArray<byte>(checked((int)(Rendered.Pixels * 3)));
        Scene().Render(focus, _pixels.Values);
        using var large = Mat.FromPixelData(Rendered.Height, Rendered.Width, MatType.CV_8UC3, (nint)_pixels.Pointer);
        Cv2.Resize(large, picture, picture.Size(), 0, 0, InterpolationFlags.Area); // a copy where the sizes are the same
    }

    private void Release()
    {
        lock (_gate)
        {
            _scene?.Dispose();
            _pixels?.Dispose();
            (_scene, _pixels) = (null, null);
            _pictures.Clear();
        }
    }
}
