namespace P2IKT.Live.Focus.Curves;

/// <summary>Weighted sums of a parabola's least squares: three unknowns, any number of samples. Mutable.</summary>
internal struct NormalEquations
{
    private double _s0, _s1, _s2, _s3, _s4, _t0, _t1, _t2, _prior, _priorC;

    /// <summary>Adds a sample with the inverse of its variance.</summary>
    public void Add(double u, double y, double weight)
    {
        var wu = weight * u;
        var wuu = wu * u;
        _s0 += weight;
        _s1 += wu;
        _s2 += wuu;
        _s3 += wuu * u;
        _s4 += wuu * u * u;
        _t0 += weight * y;
        _t1 += wu * y;
        _t2 += wuu * y;
    }

    /// <summary>Adds what is known of C beforehand, with the inverse of its variance.</summary>
    public void AddPriorOfC(double c, double weight) => (_prior, _priorC) = (weight, weight * c);

    /// <summary>Solves them; false when the samples do not determine a parabola.</summary>
    /// <param name="fit">The least squares.</param>
    /// <param name="varianceOfB">Variance of B, for weights that are inverse variances.</param>
    /// <param name="covariance">Covariance of B and C.</param>
    /// <param name="varianceOfC">Variance of C.</param>
    public readonly bool TrySolve(out Parabola fit, out double varianceOfB, out double covariance, out double varianceOfC)
    {
        (fit, varianceOfB, covariance, varianceOfC) = (default, double.NaN, double.NaN, double.NaN);
        if (!(_s0 > 0))
            return false;
        // The unknown A is eliminated: what is left is a system of B and C.
        var m11 = _s2 - (_s1 * _s1 / _s0);
        var m12 = _s3 - (_s1 * _s2 / _s0);
        var m22 = _s4 + _prior - (_s2 * _s2 / _s0);
        var v1 = _t1 - (_s1 * _t0 / _s0);
        var v2 = _t2 + _priorC - (_s2 * _t0 / _s0);
        var determinant = (m11 * m22) - (m12 * m12);
        if (!(m11 > 0) || !(m22 > 0) || !(determinant > 1e-10 * m11 * m22))
            return false;
        varianceOfB = m22 / determinant;
        covariance = -m12 / determinant;
        varianceOfC = m11 / determinant;
        var b = (varianceOfB * v1) + (covariance * v2);
        var c = (covariance * v1) + (varianceOfC * v2);
        fit = new((_t0 - (_s1 * b) - (_s2 * c)) / _s0, b, c);
        return true;
    }
}
