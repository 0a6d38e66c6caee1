using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Focus marks of one lens, and racks between them in a given time. Marks hold as long as the tracker does: a lens that was turned by hand
/// needs new ones. Not thread-safe.
/// </summary>
public sealed class FocusMarks
{
    /// <summary>How many marks there can be.</summary>
    public const int Max = 20;

    private const double Tick = 0.1; // s between two orders of a rack
    private readonly LensTracker _tracker;
    private readonly TimeProvider _time;
    private readonly List<FocusMark> _marks = [];

    /// <summary>No marks yet.</summary>
    /// <param name="tracker">The lens; borrowed.</param>
    /// <param name="time">Null: the system's clock.</param>
    public FocusMarks(LensTracker tracker, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        (_tracker, _time) = (tracker, time ?? TimeProvider.System);
    }

    /// <summary>The marks, in the order in which they were first set.</summary>
    public IReadOnlyList<FocusMark> All => _marks;

    /// <summary>Sets a mark where the lens stands; a mark of that name moves here.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    /// <exception cref="FocusException">There are <see cref="Max"/> marks already.</exception>
    public FocusMark Set(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, FocusMark.MaxNameLength);
        var mark = new FocusMark(name, _tracker.Here);
        var index = IndexOf(name);
        if (index < 0 && _marks.Count == Max)
            throw new FocusException(FaultKind.WrongUsage, $"There are {Max} focus marks already: remove one before '{name}'.");
        if (index < 0)
            _marks.Add(mark);
        else
            _marks[index] = mark;
        return mark;
    }

    /// <summary>Removes a mark; false when there is none of that name.</summary>
    public bool Remove(string name) => IndexOf(name) is >= 0 and var index && TryRemoveAt(index);

    /// <summary>Moves the focus to a mark so that it arrives after a time, with a soft start and end, or as fast as the lens can.</summary>
    /// <remarks>
    /// The mark is reached from the side from which it was set, so that backlash does not count; from the other side the lens goes a little
    /// beyond it first.
    /// </remarks>
    /// <param name="name">Name of the mark.</param>
    /// <param name="duration">How long it is to take; zero: as fast as it can.</param>
    /// <param name="cancellation">Stops the rack where it is.</param>
    /// <exception cref="FocusException">There is no mark of that name.</exception>
    /// <exception cref="P2iktException">The camera refused, or is lost.</exception>
    public async Task RackAsync(string name, TimeSpan duration, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var mark = IndexOf(name) is >= 0 and var index
            ? _marks[index]
            : throw new FocusException(FaultKind.WrongUsage, $"There is no focus mark '{name}'; set it first.");
        var (from, to) = (_tracker.Position, _tracker.PositionOf(mark.Position));
        var tolerance = Math.Max(0.5, Math.Abs(to - from) / 50);
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) is var elapsed && elapsed < duration)
        {
            var share = Ease(elapsed / duration);
            await _tracker.MoveByAsync(from + (share * (to - from)) - _tracker.Position, tolerance, cancellation).ConfigureAwait(false);
            var left = duration - _time.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
                await Task.Delay(
                    left < TimeSpan.FromSeconds(Tick) ? left : TimeSpan.FromSeconds(Tick), _time, cancellation).ConfigureAwait(false);
        }
        await _tracker.ApproachAsync(mark.Position, 0.5, cancellation).ConfigureAwait(false);
    }

    /// <summary>Smoothstep: no jump of the speed at either end.</summary>
    private static double Ease(double share) => share * share * (3 - (2 * share));

    private int IndexOf(string name) => _marks.FindIndex(mark => string.Equals(mark.Name, name, StringComparison.OrdinalIgnoreCase));

    private bool TryRemoveAt(int index)
    {
        _marks.RemoveAt(index);
        return true;
    }
}
