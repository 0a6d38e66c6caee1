using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Testing.Lens;

/// <summary>
/// The lens of a simulated camera: a motor with a speed, two ends and backlash, which a computer drives by the camera's protocol. All can
/// be changed at any time. Positions are in units, farther when larger.
/// </summary>
/// <remarks>
/// A unit is a motor pulse for a Nikon. Canon and Sony know sizes only: see <see cref="StepUnits"/>. Thread-safe.
/// </remarks>
public sealed class SimulatedLens
{
    private const int Remembered = 32; // motions, so that a picture shows the position at its own time
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly List<LensMotion> _motions = [];
    private LensAnswer _pending;
    private long _reportedAt;
    private double _backlash;

    internal SimulatedLens(TimeProvider time)
    {
        _time = time;
        MoveTo(500);
    }

    /// <summary>The nearest position; 0 unless it is set.</summary>
    public double Near { get; set; }

    /// <summary>The farthest position; 1000 unless it is set.</summary>
    public double Far { get; set; } = 1000;

    /// <summary>
    /// The position of the optics now; 500 at first. Setting it is turning the focus ring by hand: it takes no time, and a lens with
    /// backlash is left as if it had come from the near side.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within <see cref="Near"/> and <see cref="Far"/>.</exception>
    public double Position
    {
        get => PositionAt(_time.GetTimestamp());
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Near);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Far);
            MoveTo(value);
        }
    }

    /// <summary>Units that the motor turns after each change of direction before the optics follow; 0 unless it is set.</summary>
    public double Backlash
    {
        get => _backlash;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            var now = Position;
            _backlash = value;
            MoveTo(now);
        }
    }

    /// <summary>Speed of the motor; 2000 unless it is set.</summary>
    public double UnitsPerSecond { get; set; } = 2000;

    /// <summary>When the camera says that a move is done. A Nikon says it on time, a Canon and a Sony early, unless it is set.</summary>
    public LensReport Report { get; set; }

    /// <summary>How long after the move a late report comes; 200 ms unless it is set.</summary>
    public TimeSpan LateBy { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Units of the step sizes 1, 2 and 3, for makes that count no pulses; 2, 14 and 80 unless it is set.</summary>
    public IReadOnlyList<double> StepUnits { get; set; } = [2, 14, 80];

    /// <summary>The fewest units by which the lens moves; a Nikon refuses fewer. 1 unless it is set.</summary>
    public double FewestUnits { get; set; } = 1;

    /// <summary>Orders are taken, and the lens does not move.</summary>
    public bool IsStuck { get; set; }

    /// <summary>The lens goes far when it is ordered near, and the other way round.</summary>
    public bool IsReversed { get; set; }

    /// <summary>Orders towards this end are refused; none unless it is set.</summary>
    public LensEndStop Refuses { get; set; }

    /// <summary>Whether the camera offers to drive its lens; to be set before it is opened. True unless it is set.</summary>
    public bool IsDrivable { get; set; } = true;

    /// <summary>What the live view shows, blurred as the lens stands; null, as at first: numbered pictures without blur.</summary>
    public SimulatedScene? Scene { get; set; }

    /// <summary>Whether the motor turns now.</summary>
    public bool IsMoving
    {
        get
        {
            lock (_gate)
                return _time.GetElapsedTime(_motions[^1].Since) < _motions[^1].Duration;
        }
    }

    /// <summary>Orders that moved it, or would have.</summary>
    public int Orders { get; private set; }

    /// <summary>Whether the camera still says that the lens moves.</summary>
    internal TimeSpan ReportsIn
    {
        get
        {
            lock (_gate)
            {
                var left = _time.GetElapsedTime(_time.GetTimestamp(), _reportedAt);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The position of the optics at a timestamp that is not long ago.</summary>
    internal double PositionAt(long timestamp)
    {
        lock (_gate)
            return StateAt(timestamp).Optics;
    }

    /// <summary>Begins to move by so many units, near when negative. An order in mid-move adds to what is left of it.</summary>
    internal LensAnswer Drive(double units)
    {
        lock (_gate)
        {
            if ((Refuses == LensEndStop.Near && units < 0) || (Refuses == LensEndStop.Far && units > 0))
                return LensAnswer.Refused;
            Orders++;
            var now = _time.GetTimestamp();
            if (Math.Abs(units) < FewestUnits)
                return _pending = LensAnswer.TooFew;
            var (motor, optics) = StateAt(now);
            var aim = _motions[^1].Since <= now && _motions[^1].Duration > _time.GetElapsedTime(_motions[^1].Since, now)
                ? _motions[^1].Target
                : motor;
            var wanted = aim + (IsReversed ? -units : units);
            var target = Math.Clamp(wanted, Math.Min(Near - (_backlash / 2), motor), Math.Max(Far + (_backlash / 2), motor));
            var motion = new LensMotion(now, motor, optics, target, UnitsPerSecond, _backlash);
            var end = now + Ticks(motion.Duration);
            _pending = target == wanted || IsStuck ? LensAnswer.Fine : LensAnswer.AtEnd;
            _reportedAt = Report switch { LensReport.Early => now, LensReport.OnTime => end, _ => end + Ticks(LateBy) };
            if (!IsStuck)
                Add(motion);
            return LensAnswer.Fine;
        }
    }

    /// <summary>The camera's own autofocus drives it to a position, or finds none.</summary>
    internal void Autofocus(double? position)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var (motor, optics) = StateAt(now);
            var wanted = position ?? optics;
            var target = wanted > optics ? wanted + (_backlash / 2) : wanted < optics ? wanted - (_backlash / 2) : motor;
            var motion = new LensMotion(now, motor, optics, target, UnitsPerSecond, _backlash);
            if (!IsStuck)
                Add(motion);
            (_reportedAt, _pending) = (now + Ticks(motion.Duration), position is null || IsStuck ? LensAnswer.NotFocused : LensAnswer.Fine);
        }
    }

    /// <summary>Stops where it is.</summary>
    internal void Hold()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var (motor, optics) = StateAt(now);
            Add(new LensMotion(now, motor, optics, motor, UnitsPerSecond, _backlash));
        }
    }

    /// <summary>What became of the last order, once.</summary>
    internal LensAnswer TakeAnswer()
    {
        lock (_gate)
        {
            var pending = _pending;
            _pending = LensAnswer.Fine;
            return pending;
        }
    }

    private (double Motor, double Optics) StateAt(long timestamp)
    {
        var motion = _motions[0];
        for (var i = _motions.Count - 1; i > 0; i--)
        {
            if (_motions[i].Since <= timestamp)
            {
                motion = _motions[i];
                break;
            }
        }
        return motion.After(_time.GetElapsedTime(motion.Since, timestamp));
    }

    private void MoveTo(double position)
    {
        lock (_gate)
        {
            var motor = position + (_backlash / 2);
            Add(new LensMotion(_time.GetTimestamp(), motor, position, motor, UnitsPerSecond, _backlash));
        }
    }

    private void Add(LensMotion motion)
    {
        if (_motions.Count == Remembered)
            _motions.RemoveAt(0);
        _motions.Add(motion);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);
}
