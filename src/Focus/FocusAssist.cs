using P2IKT.Live.Focus.Manual;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus;

/// <summary>
/// The focus points of a live view, and what they read on each frame. Thread-safe: frames are observed on the deblur thread, points are
/// changed by requests, snapshots are read by viewers. Observing a frame allocates nothing.
/// </summary>
public sealed class FocusAssist
{
    /// <summary>Largest blur radius that counts as in focus unless it is set, in pixels of the frame.</summary>
    public const float DefaultTolerance = 1.5f;

    /// <summary>Snapshots that are kept: a viewer is some frames behind.</summary>
    private const int Kept = 32;

    private readonly Lock _gate = new();
    private readonly List<FocusPoint> _points = [];
    private readonly PointMeter[] _meters = [.. Enumerable.Range(0, FocusPoint.Max + 1).Select(static _ => new PointMeter())];
    private readonly WindowReader _window = new();
    private readonly FieldMeter _fieldMeter = new();
    private readonly SnapshotRing<FocusSnapshot> _snapshots = new(Kept, static snapshot => snapshot.Sequence);
    private readonly ManualFocusMeter _manual = new();
    private readonly SnapshotRing<ManualFocusSnapshot> _manualSnapshots = new(Kept, static snapshot => snapshot.Sequence);
    private readonly ReadingWaiters _waiters = new();
    private IReadOnlyList<FocusPoint>? _listed;

    /// <summary>
    /// Raised with the map of each frame that is observed, on the thread that observes; outside any lock. The map is lent for the call.
    /// </summary>
    public event FocusFieldObserver? FieldObserved;

    /// <summary>Largest blur radius that counts as in focus, in pixels of the frame; 1.5 unless it is set.</summary>
    public float Tolerance
    {
        get;
        set
        {
            if (!(value is > 0 and <= 64))
                throw new ArgumentOutOfRangeException(nameof(value), value, "A tolerance lies above 0 and up to 64 pixels.");
            field = value;
        }
    } = DefaultTolerance;

    /// <summary>
    /// Width of the sensor in pixels of the stills; null while it is not known. A radius times its ratio to the width of the frame is the
    /// radius on the sensor.
    /// </summary>
    public int? SensorWidth { get; set; }

    /// <summary>
    /// Of the two ends of the depth that a manual lens is read from, whether the one that is higher in the picture is the nearer one. False
    /// unless it is set: the lower one counts as nearer, as on a floor or a table.
    /// </summary>
    public bool IsDepthFlipped
    {
        get
        {
            lock (_gate)
                return _manual.IsFlipped;
        }
        set
        {
            lock (_gate)
                _manual.IsFlipped = value;
        }
    }

    /// <summary>The points, in the order of their numbers. The list is not changed later.</summary>
    public IReadOnlyList<FocusPoint> Points
    {
        get
        {
            lock (_gate)
                return _listed ??= [.. _points];
        }
    }

    /// <summary>Places a point.</summary>
    /// <param name="x">Centre, as a share of the picture's width, 0 to 1.</param>
    /// <param name="y">Centre, as a share of the picture's height, 0 to 1.</param>
    /// <param name="name">Up to 24 characters; null: its number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place lies outside the picture.</exception>
    /// <exception cref="ArgumentException">The name is empty, too long, or has control characters.</exception>
    /// <exception cref="InvalidOperationException">There are nine points already.</exception>
    public FocusPoint Add(double x, double y, string? name = null)
    {
        RequirePlace(x, y);
        if (name is not null)
            RequireName(name);
        FocusPoint added;
        lock (_gate)
        {
            var id = Enumerable.Range(1, FocusPoint.Max).FirstOrDefault(number => _points.TrueForAll(point => point.Id != number));
            if (id == 0)
                throw new InvalidOperationException($"There are {FocusPoint.Max} focus points already: remove one first.");
            added = new FocusPoint(id, name ?? id.ToString(System.Globalization.CultureInfo.InvariantCulture), x, y);
            _points.Add(added);
            _points.Sort(static (one, other) => one.Id.CompareTo(other.Id));
            _meters[id].Reset();
            _manual.Forget(id);
            _listed = null;
        }
        return added;
    }

    /// <summary>Moves or renames a point; what is null stays. A moved point begins anew with its best focus.</summary>
    /// <returns>The point as it is then; null when there is no such point.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The place lies outside the picture.</exception>
    /// <exception cref="ArgumentException">The name is empty, too long, or has control characters.</exception>
    public FocusPoint? Change(int id, double? x = null, double? y = null, string? name = null)
    {
        if (name is not null)
            RequireName(name);
        FocusPoint changed;
        lock (_gate)
        {
            var index = _points.FindIndex(point => point.Id == id);
            if (index < 0)
                return null;
            var former = _points[index];
            changed = former with { X = x ?? former.X, Y = y ?? former.Y, Name = name ?? former.Name };
            RequirePlace(changed.X, changed.Y);
            if (changed.X != former.X || changed.Y != former.Y)
            {
                _meters[id].Reset();
                _manual.Forget(id);
            }
            _points[index] = changed;
            _listed = null;
        }
        return changed;
    }

    /// <summary>Removes a point; false when there is none of this number.</summary>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            if (_points.RemoveAll(point => point.Id == id) == 0)
                return false;
            _listed = null;
            _manual.Forget(id);
            _waiters.Cancel(id);
        }
        return true;
    }

    /// <summary>Removes all points.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _points.Clear();
            _manual.Clear();
            _listed = null;
            _waiters.CancelAll();
        }
    }

    /// <summary>Forgets the best focus of a point; false when there is none of this number.</summary>
    public bool Reset(int id)
    {
        lock (_gate)
        {
            if (_points.TrueForAll(point => point.Id != id))
                return false;
            _meters[id].Reset();
            return true;
        }
    }

    /// <summary>Forgets how the ring of a manual lens has been seen to act, because the camera was turned or the lens changed.</summary>
    public void ResetManual()
    {
        lock (_gate)
            _manual.Clear();
    }

    /// <summary>Reads the focus points on a frame.</summary>
    /// <param name="field">The map of the frame, lent for the call.</param>
    public void Observe(FocusField field)
    {
        lock (_gate)
        {
            var snapshot = _snapshots.Advance();
            var (share, region) = field.IsKnown ? _fieldMeter.Read(field, Tolerance) : (float.NaN, default);
            snapshot.Begin(field.Sequence, share, region);
            foreach (var point in _points)
            {
                var reading = Read(field, point);
                snapshot.Add(reading);
                _waiters.Answer(reading, field.Sequence, field.CapturedAt);
            }
            _manual.Observe(_points, snapshot.Readings, Tolerance, field.Sequence, _manualSnapshots.Advance());
        }
        FieldObserved?.Invoke(field);
    }

    /// <summary>Copies the snapshot of a frame.</summary>
    /// <param name="sequence">Number of the frame.</param>
    /// <param name="into">Receives it; owned by the caller.</param>
    /// <returns>False when the frame was not observed, or too long ago.</returns>
    public bool TryRead(long sequence, FocusSnapshot into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (_gate)
        {
            var snapshot = _snapshots.Find(sequence);
            if (snapshot is not null)
                into.CopyFrom(snapshot);
            return snapshot is not null;
        }
    }

    /// <summary>Copies the snapshot of the newest frame.</summary>
    /// <param name="into">Receives it; owned by the caller.</param>
    /// <returns>False when no frame was observed yet.</returns>
    public bool TryReadNewest(FocusSnapshot into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (_gate)
        {
            var snapshot = _snapshots.Newest;
            if (snapshot is not null)
                into.CopyFrom(snapshot);
            return snapshot is not null;
        }
    }

    /// <summary>Copies what a frame says of a manual lens.</summary>
    /// <param name="sequence">Number of the frame; null: the newest.</param>
    /// <param name="into">Receives it; owned by the caller.</param>
    /// <returns>False when the frame was not observed, or too long ago.</returns>
    public bool TryReadManual(long? sequence, ManualFocusSnapshot into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (_gate)
        {
            var snapshot = sequence is { } wanted ? _manualSnapshots.Find(wanted) : _manualSnapshots.Newest;
            if (snapshot is not null)
                into.CopyFrom(snapshot);
            return snapshot is not null;
        }
    }

    /// <summary>The next reading of a point on a frame from <paramref name="fromSequence"/> on, confident or not.</summary>
    /// <param name="id">Number of the point.</param>
    /// <param name="fromSequence">Number of the first frame that counts.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The reading, the number of its frame, and when that was captured.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, or the point was removed.</exception>
    public Task<(FocusReading Reading, long Sequence, TimeSpan CapturedAt)> NextAsync(
        int id, long fromSequence, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            return _points.Exists(point => point.Id == id)
                ? _waiters.Add(id, fromSequence, cancellation)
                : Task.FromCanceled<(FocusReading, long, TimeSpan)>(new CancellationToken(true));
        }
    }

    private FocusReading Read(FocusField field, FocusPoint point)
    {
        var meter = _meters[point.Id];
        if (!field.IsKnown)
            return meter.Skip(point);
        var (radius, confidence) = _window.Read(field, point.X, point.Y);
        return meter.Add(point, radius, confidence, field.CapturedAt, Tolerance);
    }

    private static void RequirePlace(double x, double y)
    {
        if (!(x is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(x), x, "A focus point lies inside the picture: x is 0 to 1.");
        if (!(y is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(y), y, "A focus point lies inside the picture: y is 0 to 1.");
    }

    private static void RequireName(string name)
    {
        if (name.Trim().Length == 0 || name.Length > FocusPoint.MaxNameLength || name.Any(char.IsControl))
            throw new ArgumentException($"A focus point's name has 1 to {FocusPoint.MaxNameLength} characters.", nameof(name));
    }
}
