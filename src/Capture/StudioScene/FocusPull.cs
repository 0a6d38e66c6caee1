using OpenCvSharp;

namespace P2IKT.Live.Capture.StudioScene;

/// <summary>
/// The scene at each step of a focus pull, from near to far and back, rendered once and kept: after the first pull a frame costs
/// a copy. Steps are rendered ahead by a thread of their own; whoever needs one earlier renders it himself.
/// </summary>
/// <remarks>Frames below half the canvas's size are rendered larger and averaged, or the scene's texture would alias.</remarks>
internal sealed class FocusPull
{
    private const long MemoryBudget = 185_000_000; // bytes for all steps
    private const int MostSteps = 48; // a sixth of a pixel from one to the next
    private const double DwellSeconds = 1;
    private const double PullSeconds = 5;
    private readonly Lock _gate = new();
    private readonly FrameSize _size;
    private readonly int _seed;
    private readonly int _factor;
    private readonly float _scale;
    private readonly byte[]?[] _steps;
    private readonly byte[] _large;
    private StillLife? _scene;
    private float[]? _inverseDepths;

    public FocusPull(FrameSize size, int seed)
    {
        _size = size;
        _seed = seed;
        _scale = new Canvas(size).Scale;
        _factor = Math.Max(1, (int)MathF.Ceiling(0.5f / _scale));
        _steps = new byte[]?[Math.Clamp(MemoryBudget / (size.Pixels * 3), 6, MostSteps)];
        _large = _factor > 1 ? new byte[size.Pixels * 3 * _factor * _factor] : [];
    }

    /// <summary>The focus distance, as an inverse depth, at a time in seconds: the one that <see cref="Step"/> is rendered for.</summary>
    public float FocusAt(double seconds) => FocusOf(StepAt(seconds));

    /// <summary>The picture at a time in seconds: 8-bit sRGB, BGR, without noise. Belongs to this pull.</summary>
    public byte[] Step(double seconds) => Rendered(StepAt(seconds));

    /// <summary>Renders all steps in the order in which they will be needed; returns early when stopped.</summary>
    public void RenderAhead(CancellationToken stop)
    {
        try
        {
            for (var step = 0; step < _steps.Length && !stop.IsCancellationRequested; step++)
                Rendered(step);
            if (stop.IsCancellationRequested)
                return;
            InverseDepths();
            lock (_gate)
                _scene = null; // all that can be asked for is known
        }
        catch (Exception)
        {
            // Thrown here it would end the process. Whoever needs the step renders it himself, meets the same, and reports it.
        }
    }

    /// <summary>The true blur radius at every pixel, in pixels of the frame, row after row.</summary>
    public void ReadTruth(double seconds, Span<float> radii)
    {
        var focus = FocusAt(seconds);
        var depths = InverseDepths();
        for (var i = 0; i < depths.Length; i++)
            radii[i] = _scale * ThinLens.Radius(depths[i], focus);
    }

    private int StepAt(double seconds)
    {
        var t = seconds % (2 * (DwellSeconds + PullSeconds));
        if (t > DwellSeconds + PullSeconds)
            t = (2 * (DwellSeconds + PullSeconds)) - t + DwellSeconds; // back again
        var share = Math.Clamp((t - DwellSeconds) / PullSeconds, 0, 1);
        var eased = share * share * (3 - (2 * share));
        return (int)Math.Round(eased * (_steps.Length - 1));
    }

    private float FocusOf(int step) =>
        ThinLens.NearFocus + ((ThinLens.FarFocus - ThinLens.NearFocus) * step / Math.Max(1, _steps.Length - 1));

    private byte[] Rendered(int step)
    {
        if (Volatile.Read(ref _steps[step]) is { } ready)
            return ready;
        lock (_gate)
        {
            if (_steps[step] is { } meanwhile)
                return meanwhile;
            var picture = new byte[_size.Pixels * 3];
            if (_factor == 1)
            {
                Scene().Render(FocusOf(step), picture);
            }
            else
            {
                Scene().Render(FocusOf(step), _large);
                Shrink(_large, picture);
            }
            Volatile.Write(ref _steps[step], picture);
            return picture;
        }
    }

    private unsafe void Shrink(byte[] large, byte[] small)
    {
        fixed (byte* from = large, to = small)
        {
            using var source = Mat.FromPixelData(_size.Height * _factor, _size.Width * _factor, MatType.CV_8UC3, (nint)from);
            using var target = Mat.FromPixelData(_size.Height, _size.Width, MatType.CV_8UC3, (nint)to);
            Cv2.Resize(source, target, target.Size(), 0, 0, InterpolationFlags.Area);
        }
    }

    private float[] InverseDepths()
    {
        lock (_gate)
        {
            if (_inverseDepths is not null)
                return _inverseDepths;
            var large = Scene().InverseDepths();
            if (_factor == 1)
                return _inverseDepths = large;
            var depths = new float[_size.Pixels];
            for (var y = 0; y < _size.Height; y++)
            {
                var middle = ((y * _factor) + (_factor / 2)) * _size.Width * _factor;
                for (var x = 0; x < _size.Width; x++)
                    depths[(y * _size.Width) + x] = large[middle + (x * _factor) + (_factor / 2)];
            }
            return _inverseDepths = depths;
        }
    }

    private StillLife Scene()
    {
        lock (_gate)
            return _scene ??= new StillLife(new FrameSize(_size.Width * _factor, _size.Height * _factor), _seed);
    }
}
