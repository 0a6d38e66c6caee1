namespace P2IKT.Live.Focus.Curves;

/// <summary>y = A + B·u + C·u².</summary>
internal readonly record struct Parabola(double A, double B, double C)
{
    /// <summary>Position of the extremum.</summary>
    public double Vertex => -B / (2 * C);

    /// <summary>Value at the extremum.</summary>
    public double VertexValue => A - (B * B / (4 * C));

    public double At(double u) => A + (u * (B + (u * C)));

    /// <summary>The parabola through three points; C is not finite when two share a position.</summary>
    public static Parabola Through(double u0, double y0, double u1, double y1, double u2, double y2)
    {
        var first = (y1 - y0) / (u1 - u0);
        var c = (((y2 - y0) / (u2 - u0)) - first) / (u2 - u1);
        var b = first - (c * (u0 + u1));
        return new(y0 - (u0 * (b + (c * u0))), b, c);
    }
}
