using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Tests.Focus.Curves;

namespace P2IKT.Live.Tests.Focus.Lens;

/// <summary>
/// A camera with a lens and a model that reads its blur, on fake time: 30 frames a second, motion that takes time, backlash, end stops, and
/// reports that come too early or late. Each wait advances the clock, so that a run takes no real time.
/// </summary>
internal sealed class SimulatedLens : ILensDrive, IRadiusProbe
{
    private const double FrameRate = 30;
    private const double Latency = 0.04; // s from exposure to reading

    private readonly SimulatedLensModel _model;
    private readonly Random _random;
    private readonly DateTimeOffset _began;
    private readonly List<(double From, double To, double Start, double End)> _motions = [];
    private double _gear; // position of the motor; the lens follows within the backlash
    private double _lens;

    public SimulatedLens(SimulatedLensModel model, int seed)
    {
        (_model, _random, _lens, Start) = (model, new Random(seed), model.Start, model.Start);
        _began = Time.GetUtcNow();
        _gear = _lens - (model.Backlash * _random.NextDouble());
    }

    public FakeTimeProvider Time { get; } = new();

    public LensDriveTraits? Traits => IsAbsent ? null : _model.Traits;

    public string? UnavailableReason => IsAbsent ? "The camera is lost: reconnect it." : null;

    public double Start { get; }

    /// <summary>Where the lens stands once all motion has ended, in finest steps.</summary>
    public double Position => _lens;

    public double Defocus => Math.Abs(_lens - _model.Best) * _model.Slope;

    /// <summary>How far from its start, as blur in pixels.</summary>
    public double Away => Math.Abs(_lens - Start) * _model.Slope;

    public double Seconds => (Time.GetUtcNow() - _began).TotalSeconds;

    public int Orders { get; private set; }

    public bool IsAbsent { get; set; }

    /// <summary>Asked before each order with its number; may throw, or cancel something.</summary>
    public Action<int>? OnOrder { get; set; }

    /// <summary>Replaces a reading: the true radius and the time in seconds.</summary>
    public Func<double, double, (double Radius, double Confidence)>? Reading { get; set; }

    public Task<LensMove> DriveAsync(int steps, int size, CancellationToken cancellation = default)
    {
        Assert.NotEqual(0, steps);
        // Each step is an order of its own where the camera takes no more.
        var orders = ((Math.Abs(steps) - 1) / _model.Traits.Sizes[size].MaxStepsPerOrder) + 1;
        Orders += orders;
        OnOrder?.Invoke(Orders);
        var wanted = _gear + (steps * _model.Units[size] * _model.Sign);
        // The motor stops where the lens meets its end.
        var gear = Math.Clamp(wanted, _model.Near - _model.Backlash, _model.Far);
        if (!_model.Moves)
            gear = _gear;
        var lens = Math.Clamp(_lens, gear, gear + _model.Backlash);
        var (done, end) = (steps, LensEndStop.None);
        if (_model.Traits.ReportsEndStops && Math.Abs(gear - wanted) > 1e-9)
        {
            end = steps > 0 ? LensEndStop.Far : LensEndStop.Near;
            done = (int)Math.Round((gear - _gear) / _model.Units[size]);
        }
        var ordered = Seconds;
        var answered = ordered + (orders * _model.OrderSeconds);
        var stands = Math.Max(answered + (_model.Early * _random.NextDouble()) - (_model.Late * _random.NextDouble()), ordered + 0.02);
        var begins = Math.Max(ordered + ((stands - ordered) * 0.3), _motions.Count > 0 ? _motions[^1].End : 0);
        _motions.Add((_lens, lens, begins, Math.Max(stands, begins + 0.005)));
        (_gear, _lens) = (gear, lens);
        var first = (long)Math.Ceiling(answered * FrameRate);
        AdvanceTo(first / FrameRate);
        return Task.FromResult(new LensMove(done, size, first, end));
    }

    public ValueTask<RadiusSample> NextAsync(long fromSequence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var sequence = Math.Max(fromSequence, (long)Math.Floor(Seconds * FrameRate));
        var taken = sequence / FrameRate;
        AdvanceTo(taken + Latency);
        cancellation.ThrowIfCancellationRequested();
        var defocus = _model.Slope * (PositionAt(taken) - _model.Best);
        var radius = Math.Sqrt((_model.Rest * _model.Rest) + (defocus * defocus));
        var (read, confidence) = Reading?.Invoke(radius, taken) ?? (radius, _model.Texture / (1 + Math.Pow(radius / 14, 4)));
        var noise = Math.Sqrt((0.15 * 0.15) + (0.03 * 0.03 * read * read));
        var noisy = Math.Max(0, Math.Min(read, 12) + (noise * SyntheticSweep.Normal(_random)));
        return ValueTask.FromResult(new RadiusSample(sequence, TimeSpan.FromSeconds(taken), (float)noisy, (float)confidence));
    }

    private double PositionAt(double time)
    {
        for (var i = _motions.Count - 1; i >= 0; i--)
        {
            var (from, to, start, end) = _motions[i];
            if (time >= start)
                return time >= end ? to : from + ((to - from) * (time - start) / (end - start));
        }
        return Start;
    }

    private void AdvanceTo(double seconds)
    {
        if (seconds > Seconds)
            Time.Advance(TimeSpan.FromSeconds(seconds - Seconds) + TimeSpan.FromTicks(1));
    }
}
