using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus.Manual;

/// <summary>
/// The signed defocus of up to nine points. Two of them, as far apart in depth as there are, give the position of the ring; each other
/// point is placed on their axis.
/// </summary>
/// <remarks>
/// The picture alone does not say which end of the axis is nearer to the camera. The point that is lower in the picture counts as nearer,
/// as on a floor or a table, unless the user has exchanged the ends. Nothing is allocated per frame. Not thread-safe.
/// </remarks>
internal sealed class ManualFocusMeter
{
    private const int AnchorLost = 45; // frames without texture, after which another point is the anchor
    private const double Wider = 1.3; // by which another pair must be farther apart to take over: what is known of the others is lost then

    private const double LeastApart = 0.8; // pixels between the places of two points that give the ring
    private const double SigmaWithoutAxis = 0.7; // pixels: places of other points are known to about that

    private readonly ManualFocusOptions _options = new();
    private readonly ManualFocus[] _pairs; // the anchor with the point of this number
    private readonly PointLocation[] _locations;
    private int _anchor; // number of a point; 0 for none
    private int _reference; // number of the point that gives the axis with the anchor; 0 for none
    private int _unreadable; // frames in a row without texture at the anchor

    public ManualFocusMeter()
    {
        _pairs = [.. Enumerable.Range(0, FocusPoint.Max + 1).Select(_ => new ManualFocus(_options))];
        _locations = [.. Enumerable.Range(0, FocusPoint.Max + 1).Select(_ => new PointLocation(_options))];
    }

    /// <summary>Whether the ends of the axis are exchanged: the upper point of the pair is the nearer one.</summary>
    public bool IsFlipped { get; set; }

    /// <summary>Forgets what rests on a point, because it was placed, moved or removed.</summary>
    public void Forget(int point)
    {
        if (point == _anchor)
            Clear();
        _pairs[point].Reset();
        _locations[point].Clear();
        if (point == _reference)
            Take(0);
    }

    /// <summary>Forgets all: the camera was turned, or the lens changed.</summary>
    public void Clear()
    {
        foreach (var pair in _pairs)
            pair.Reset();
        Take(0);
        (_anchor, _unreadable) = (0, 0);
    }

    /// <summary>Takes the readings of a frame.</summary>
    /// <param name="points">The points, in the order of their numbers.</param>
    /// <param name="readings">Of the frame, in the same order.</param>
    /// <param name="tolerance">Largest defocus that counts as in focus, in pixels.</param>
    /// <param name="sequence">Number of the frame.</param>
    /// <param name="into">Receives the result.</param>
    public void Observe(
        IReadOnlyList<FocusPoint> points, ReadOnlySpan<FocusReading> readings, double tolerance, long sequence, ManualFocusSnapshot into)
    {
        into.Begin(sequence, IsFlipped);
        if (readings.Length < 2 || readings[0].Cue == FocusCue.NotMeasured)
        {
            var reason = readings.Length < 2 ? ManualFocusStatus.SinglePoint : ManualFocusStatus.NotMeasured;
            foreach (var reading in readings)
                into.Add(Unknown(reading.Point, reason));
            into.End(reason, double.NaN);
            return;
        }
        var anchor = Anchor(readings);
        var reference = Reference(readings, anchor);
        if (reference < 0 && RingOfOthers(readings) is { } found)
        {
            AddWithoutAxis(points, readings, found, into);
            return;
        }
        if (reference < 0)
        {
            foreach (var reading in readings)
                into.Add(Unknown(reading.Point, StatusOf(reading)));
            into.End(WorthSaying(readings), double.NaN);
            return;
        }
        var axis = _pairs[_reference];
        var farther = points[reference].Y < points[anchor].Y != IsFlipped ? 1 : -1; // the end of the axis
        for (var i = 0; i < readings.Length; i++)
        {
            if (i == anchor || i == reference)
            {
                var defocus = i == reference ? axis.Reading.Second : axis.Reading.First;
                into.Add(Known(readings[i].Point, axis, defocus, axis.Reading.Sigma, farther, tolerance));
            }
            else
                into.Add(Other(readings[i], axis, farther, tolerance));
        }
        into.End(ManualFocusStatus.Readable, farther * axis.Ring);
    }

    private static PointDefocus Known(int point, ManualFocus axis, double defocus, double sigma, int farther, double tolerance) =>
        new(point, ManualFocusStatus.Readable, -farther * defocus, sigma, axis.AdviseFor(defocus, tolerance));

    private static PointDefocus Unknown(int point, ManualFocusStatus status) =>
        new(point, status, double.NaN, double.NaN, new RingAdvice(RingTurn.Hold, 0));

    /// <summary>The index of the anchor: the first point with texture, as long as it has some.</summary>
    private int Anchor(ReadOnlySpan<FocusReading> readings)
    {
        var (present, textured) = (-1, -1);
        for (var i = readings.Length - 1; i >= 0; i--)
        {
            present = readings[i].Point == _anchor ? i : present;
            textured = float.IsNaN(readings[i].Radius) ? textured : i;
        }
        _unreadable = present >= 0 && float.IsNaN(readings[present].Radius) ? _unreadable + 1 : 0;
        if (present >= 0 && (_unreadable < AnchorLost || textured < 0))
            return present;
        Clear();
        present = Math.Max(0, textured);
        _anchor = readings[present].Point;
        return present;
    }

    /// <summary>Observes each pair; the index of the point that gives the axis, -1 while it cannot be read.</summary>
    private int Reference(ReadOnlySpan<FocusReading> readings, int anchor)
    {
        var (widest, separation, present) = (-1, 0.0, -1);
        var first = readings[anchor];
        for (var i = 0; i < readings.Length; i++)
        {
            var other = readings[i];
            if (i == anchor)
                continue;
            present = other.Point == _reference ? i : present;
            var reading = _pairs[other.Point].Observe(first.Radius, first.Confidence, other.Radius, other.Confidence);
            if (reading.Status == ManualFocusStatus.Readable && reading.Separation > separation)
                (widest, separation) = (i, reading.Separation);
        }
        if (widest < 0
            || (present >= 0 && _pairs[_reference].Reading is { Status: not ManualFocusStatus.SameDepth } now
                && !(separation > Wider * now.Separation)))
            return present >= 0 && _pairs[_reference].Reading.Status == ManualFocusStatus.Readable ? present : -1;
        Take(readings[widest].Point);
        return widest;
    }

    /// <summary>
    /// Where the ring stands while a point of the axis is too soft to be read: from the two other points that are farthest apart, whose
    /// places are known. Null where there are none.
    /// </summary>
    private double? RingOfOthers(ReadOnlySpan<FocusReading> readings)
    {
        double? ring = null;
        var widest = LeastApart;
        foreach (var one in readings)
        {
            foreach (var other in readings)
            {
                if (!IsUsable(one) || !IsUsable(other)
                    || PlaceOf(one.Point) is not { } first || PlaceOf(other.Point) is not { } second || !(second - first > widest))
                    continue;
                // y1 − y2 = −2x(a − b) + a² − b², with y the squared radius, and a and b the places
                widest = second - first;
                var difference = (one.Radius * one.Radius) - (other.Radius * other.Radius);
                ring = ((first * first) - (second * second) - difference) / (2 * (first - second));
            }
        }
        return ring;
    }

    /// <summary>The position of the ring at which a point is in focus; null while it is not known.</summary>
    private double? PlaceOf(int point)
    {
        if (_reference == 0 || _pairs[_reference].Separation is not (> 0 and var separation))
            return null;
        return point == _anchor ? -separation / 2
            : point == _reference ? separation / 2
            : _locations[point].Status == ManualFocusStatus.Readable ? _locations[point].Place
            : null;
    }

    private void AddWithoutAxis(
        IReadOnlyList<FocusPoint> points, ReadOnlySpan<FocusReading> readings, double ring, ManualFocusSnapshot into)
    {
        double anchorY = 0, referenceY = 0;
        foreach (var point in points)
            (anchorY, referenceY) = (point.Id == _anchor ? point.Y : anchorY, point.Id == _reference ? point.Y : referenceY);
        var farther = referenceY < anchorY != IsFlipped ? 1 : -1;
        foreach (var reading in readings)
        {
            into.Add(IsUsable(reading) && PlaceOf(reading.Point) is { } place
                ? new PointDefocus(
                    reading.Point, ManualFocusStatus.Readable, farther * (place - ring), SigmaWithoutAxis, new RingAdvice(RingTurn.Hold, 0))
                : Unknown(reading.Point, ManualFocusStatus.NoTexture));
        }
        into.End(ManualFocusStatus.Readable, farther * ring);
    }

    private bool IsUsable(FocusReading reading) => reading.Radius < _options.MaxRadius && reading.Confidence >= _options.MinConfidence;

    private void Take(int reference)
    {
        if (reference == _reference)
            return;
        _reference = reference;
        foreach (var location in _locations)
            location.Clear();
    }

    private PointDefocus Other(FocusReading reading, ManualFocus axis, int farther, double tolerance)
    {
        if (!IsUsable(reading))
            return Unknown(reading.Point, ManualFocusStatus.NoTexture);
        var location = _locations[reading.Point];
        location.Observe(axis, reading.Radius, reading.Confidence);
        return location.Status == ManualFocusStatus.Readable
            ? Known(
                reading.Point, axis, axis.Ring - location.Place,
                Math.Sqrt((location.Sigma * location.Sigma) + (axis.Reading.Sigma * axis.Reading.Sigma)), farther, tolerance)
            : Unknown(reading.Point, location.Status);
    }

    /// <summary>Why a point cannot be read: what its pair with the anchor says.</summary>
    private ManualFocusStatus StatusOf(FocusReading reading)
    {
        if (float.IsNaN(reading.Radius))
            return ManualFocusStatus.NoTexture;
        var status = reading.Point == _anchor ? ManualFocusStatus.Readable : _pairs[reading.Point].Reading.Status;
        // Readable, but not the pair that gives the axis.
        return status == ManualFocusStatus.Readable ? ManualFocusStatus.NotEnoughMotion : status;
    }

    /// <summary>The reason that a user can do most about: any other before a lack of texture, which one point may have.</summary>
    private ManualFocusStatus WorthSaying(ReadOnlySpan<FocusReading> readings)
    {
        var worth = ManualFocusStatus.NoTexture;
        foreach (var reading in readings)
        {
            if (reading.Point != _anchor
                && (worth == ManualFocusStatus.NoTexture || StatusOf(reading) == ManualFocusStatus.NotEnoughMotion))
                worth = StatusOf(reading);
        }
        return worth;
    }
}
