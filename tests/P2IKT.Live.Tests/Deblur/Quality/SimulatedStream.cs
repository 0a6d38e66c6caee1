using P2IKT.Live.Deblur.Quality;

namespace P2IKT.Live.Tests.Deblur.Quality;

/// <summary>
/// A camera, a mailbox of depth 1 and a machine of a given speed, in numbers alone: what a governor would see of them. A step is
/// carried out a while after it is wanted, as long as a session takes to make.
/// </summary>
internal sealed class SimulatedStream(QualityGovernor governor, double framesPerSecond = 30)
{
    private const double SwitchMs = 150;
    private readonly double _interval = 1000 / framesPerSecond;
    private double _next; // capture time of the next frame, ms
    private double _free; // when the stage is through with the last one, ms
    private double _switchAt = double.NaN;
    private bool _displaced;

    /// <summary>Milliseconds that a full frame takes; a level takes its share of it.</summary>
    public double FullMs { get; set; } = 20;

    /// <summary>What a level costs beside a full frame; by default what the governor guesses.</summary>
    public Func<int, double> Share { get; set; } = static level => QualityRungs.CostGuess((QualityRung)level);

    /// <summary>Added to the work of a frame, in ms.</summary>
    public Func<double> Noise { get; set; } = () => 0;

    /// <summary>Every level that was switched to, in order.</summary>
    public List<int> Switches { get; } = [];

    /// <summary>Latency of every result so far, in ms.</summary>
    public List<double> Latencies { get; } = [];

    public double Now => _next;

    /// <summary>Lets this much time of stream pass.</summary>
    public void Play(double seconds)
    {
        for (var end = _next + 1000 * seconds; _next < end; _next += _interval)
        {
            if (_next + _interval <= _free)
            {
                _displaced = true; // in the mailbox by the next
                continue;
            }
            var work = Math.Max(0.1, FullMs * Share(governor.Level) + Noise());
            var done = Math.Max(_next, _free) + work;
            (_free, var latency) = (done, done - _next);
            Latencies.Add(latency);
            governor.Observe(TimeSpan.FromMilliseconds(_next), TimeSpan.FromMilliseconds(latency), TimeSpan.FromMilliseconds(work), _displaced);
            _displaced = false;
            Follow(done);
        }
    }

    /// <summary>Lets time pass until something is so, for an hour at most.</summary>
    public void PlayUntil(Func<bool> condition)
    {
        var end = _next + 3_600_000;
        while (!condition())
        {
            Assert.True(_next < end, "It did not come about within an hour of stream.");
            Play(0.1);
        }
    }

    /// <summary>The camera delivers nothing for a while.</summary>
    public void PauseFor(double seconds) => _next += 1000 * seconds;

    private void Follow(double now)
    {
        if (governor.Wanted == governor.Level)
        {
            _switchAt = double.NaN;
            return;
        }
        if (double.IsNaN(_switchAt))
            _switchAt = now + SwitchMs;
        if (now < _switchAt)
            return;
        _switchAt = double.NaN;
        Switches.Add(governor.Wanted);
        governor.Switched(governor.Wanted);
    }
}
