namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// A disc as the sum of its rows: for each row the half-length of its chord, averaged over the row's height, so that the
/// chords cover the disc's area exactly at any fractional radius.
/// </summary>
internal struct DiscKernel
{
    private readonly float[] _halfChords;
    private float _radius = float.NaN;

    public DiscKernel(int largest)
    {
        _halfChords = new float[largest + 2];
        Rows = 0;
        Weight = 1;
    }

    /// <summary>The kernel reaches from -Rows to +Rows.</summary>
    public int Rows { get; private set; }

    /// <summary>One over the disc's area.</summary>
    public float Weight { get; private set; }

    /// <summary>Half the chord at a distance in rows, in pixels.</summary>
    public readonly float HalfChord(int row) => _halfChords[Math.Abs(row)];

    /// <summary>Makes it a disc of this radius in pixels; a radius below a quarter pixel leaves a picture as it is.</summary>
    public void SetRadius(float radius)
    {
        if (radius == _radius)
            return;
        _radius = radius;
        if (radius < 0.25f)
        {
            Rows = 0;
            _halfChords[0] = 0.5f;
            Weight = 1;
            return;
        }
        Rows = Math.Min((int)MathF.Floor(radius + 0.5f), _halfChords.Length - 1);
        double area = 0;
        for (var row = 0; row <= Rows; row++)
        {
            var mean = Area(Math.Min(row + 0.5, radius), radius) - Area(Math.Max(row - 0.5, -radius), radius);
            _halfChords[row] = (float)mean;
            area += (row == 0 ? 2 : 4) * mean;
        }
        Weight = (float)(1 / area);
    }

    /// <summary>Integral of sqrt(r² - y²) from 0 to y.</summary>
    private static double Area(double y, double r) => 0.5 * ((y * Math.Sqrt((r * r) - (y * y))) + (r * r * Math.Asin(y / r)));
}
