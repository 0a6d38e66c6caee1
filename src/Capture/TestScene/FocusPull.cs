using OpenCvSharp;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// The scene at each step of a focus pull, from near to far and back, rendered once and kept: after the first pull a frame costs
/// a copy. Steps are rendered shortly before they are due, by another thread; a caller that needs one earlier renders it itself.
/// </summary>
/// <remarks>
/// Frames below half the canvas's size are rendered larger and averaged, or the scene's texture would alias. Owns native memory.
/// </remarks>
internal sealed class FocusPull : IDisposable
{
    private const long MemoryBudget = 185_000_000; // bytes for all steps
    private const double LeadSeconds = 0.5; // rendered all at once, the pull would take the network's cores when both are cold
    private const int MostSteps = 48; // a sixth of a pixel from one to the next
    private const double DwellSeconds = 1;
    private const double PullSeconds = 5;
    private readonly Lock _gate = new();
    private readonly FrameSize _size;
    private readonly int _seed;
    private readonly int _factor;
    private readonly float _scale;
    private readonly NativeArray<byte>?[] _steps;
    private readonly ManualResetEventSlim _approached = new(false, spinCount: 0);
    private NativeArray<byte>? _large;
    private StillLife? _scene;
    private float[]? _inverseDepths;
    private double _seconds; // of the frame that was approached last
    private int _rendered;
    private bool _disposed;

    public FocusPull(FrameSize size, int seed)
    {
        _size = size;
        _seed = seed;
        _scale = new Canvas(size).Scale;
        _factor = Math.Max(1, (int)MathF.Ceiling(0.5f / _scale));
        _steps = new NativeArray<byte>?[Math.Clamp(MemoryBudget / (size.Pixels * 3), 6, MostSteps)];
    }

    /// <summary>Steps that have been rendered.</summary>
    public int Rendered => Volatile.Read(ref _rendered);

    /// <summary>The focus distance, as an inverse depth, at a time in seconds: the one that <see cref="Step"/> is rendered for.</summary>
    public float FocusAt(double seconds) => FocusOf(StepAt(seconds));

    /// <summary>
    /// The picture at a time in seconds: 8-bit sRGB, BGR, without noise. Belongs to this pull, and is valid until it is disposed.
    /// </summary>
    public ReadOnlySpan<byte> Step(double seconds) => Render(StepAt(seconds)).Values;

    /// <summary>
    /// A frame of this time is due soon: its step is made if it is not there, and <see cref="RenderAhead"/> goes on to those that follow.
    /// </summary>
    public void Approach(double seconds)
    {
        Render(StepAt(seconds));
        if (Volatile.Read(ref _steps[StepAt(seconds + LeadSeconds)]) is not null)
            return;
        Volatile.Write(ref _seconds, seconds);
        _approached.Set();
    }

    /// <summary>
    /// Renders the steps that follow the one approached, half a second ahead and no more, until all are there or it is stopped.
    /// </summary>
    public void RenderAhead(CancellationToken stop)
    {
        try
        {
            while (Rendered < _steps.Length)
            {
                _approached.Wait(stop);
                _approached.Reset();
                var seconds = Volatile.Read(ref _seconds);
                int step = StepAt(seconds), last = StepAt(seconds + LeadSeconds); // no turn lies between: the focus dwells longer
                for (; step != last && !stop.IsCancellationRequested; step += Math.Sign(last - step))
                    Render(step);
                Render(last);
            }
        }
        catch (Exception)
        {
            // Stopped, or failed. An exception here would end the process. The caller that needs the step renders it, fails the same
            // way, and reports it.
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

    /// <summary>Gives the pictures back; the true radii can still be read.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            ForgetScene();
            foreach (ref var step in _steps.AsSpan())
            {
                step?.Dispose();
                step = null;
            }
        }
        _approached.Dispose();
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

    private NativeArray<byte> Render(int step)
    {
        if (Volatile.Read(ref _steps[step]) is { } ready)
            return ready;
        lock (_gate)
        {
            if (_steps[step] is { } meanwhile)
                return meanwhile;
            ObjectDisposedException.ThrowIf(_disposed, this);
            _scene ??= Paint();
            var picture = new NativeArray<byte>(checked((int)(_size.Pixels * 3)));
            if (_factor == 1)
            {
                _scene.Render(FocusOf(step), picture.Values);
            }
            else
            {
                _large ??= new NativeArray<byte>(checked((int)(_scene.Size.Pixels * 3)));
                _scene.Render(FocusOf(step), _large.Values);
                Shrink(_large.Values, picture.Values);
            }
            Volatile.Write(ref _steps[step], picture);
            if (Interlocked.Increment(ref _rendered) == _steps.Length)
                ForgetScene(); // all that a frame can show is there
            return picture;
        }
    }

    private unsafe void Shrink(Span<byte> large, Span<byte> small)
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
            using var painted = _scene is null ? Paint() : null;
            var large = (painted ?? _scene!).InverseDepths();
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

    private StillLife Paint() => new(new FrameSize(_size.Width * _factor, _size.Height * _factor), _seed);

    private void ForgetScene()
    {
        _scene?.Dispose();
        _large?.Dispose();
        (_scene, _large) = (null, null);
    }
}
