using System.Runtime.Intrinsics;
using static P2IKT.Live.Deblur.Still.FixedPoint;

namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// The share of a tile's difference that lies along the picture's gradient, horizontal or vertical: what moves by a little differs by its
/// gradient (the first term of a Taylor series).
/// </summary>
internal static class GradientShare
{
    private const int Channels = 3;
    private const int RowStep = 8; // one row in eight is looked at

    /// <summary>The share, 0 to 1. Each pixel's gradient comes from its neighbours alone, so that its own noise does not count.</summary>
    /// <param name="frame">The frame's pixels, BGR.</param>
    /// <param name="average">The average, as many values.</param>
    /// <param name="place">Where the tile lies.</param>
    /// <param name="samples">Number of values that it was taken from.</param>
    public static double Measure(ReadOnlySpan<byte> frame, ReadOnlySpan<short> average, TilePlace place, out int samples)
    {
        samples = 0;
        var sums = default(Sums);
        for (var row = RowStep / 2; row < place.Rows - 1; row += RowStep)
        {
            var first = place.Offset + (row * place.Stride);
            var (at, end) = (first + Channels, first + place.RowBytes - Channels);
            samples += Math.Max(0, end - at);
            for (; at + Vector256<short>.Count <= end; at += Vector256<short>.Count)
            {
                var difference = Scaled(frame[at..]) - Vector256.Create<short>(average[at..]);
                var x = Vector256.Create<short>(average[(at + Channels)..]) - Vector256.Create<short>(average[(at - Channels)..]);
                var y = Vector256.Create<short>(average[(at + place.Stride)..]) - Vector256.Create<short>(average[(at - place.Stride)..]);
                sums.Add(difference.GetLower(), x.GetLower(), y.GetLower());
                sums.Add(difference.GetUpper(), x.GetUpper(), y.GetUpper());
            }
            for (; at < end; at++)
            {
                sums.Add(
                    (frame[at] << Fraction) - average[at], average[at + Channels] - average[at - Channels],
                    average[at + place.Stride] - average[at - place.Stride]);
            }
        }
        return sums.Share;
    }

    /// <summary>
    /// Products of a difference with the gradient, summed; the values are below 2^15 and their sums of less than 2^11 products.
    /// </summary>
    private struct Sums
    {
        private Vector256<float> _squares, _alongX, _alongY, _x, _y;

        public readonly double Share
        {
            get
            {
                double squares = Vector256.Sum(_squares), alongX = Vector256.Sum(_alongX), alongY = Vector256.Sum(_alongY);
                double x = Vector256.Sum(_x), y = Vector256.Sum(_y);
                return squares == 0 ? 0 : Math.Max(x > 0 ? alongX * alongX / x : 0, y > 0 ? alongY * alongY / y : 0) / squares;
            }
        }

        public void Add(Vector128<short> difference, Vector128<short> x, Vector128<short> y) => Add(Widen(difference), Widen(x), Widen(y));

        public void Add(float difference, float x, float y) =>
            Add(Vector256.CreateScalar(difference), Vector256.CreateScalar(x), Vector256.CreateScalar(y));

        private static Vector256<float> Widen(Vector128<short> values)
        {
            var (lower, upper) = Vector128.Widen(values);
            return Vector256.ConvertToSingle(Vector256.Create(lower, upper));
        }

        private void Add(Vector256<float> difference, Vector256<float> x, Vector256<float> y)
        {
            _squares += difference * difference;
            _alongX += difference * x;
            _alongY += difference * y;
            _x += x * x;
            _y += y * y;
        }
    }
}
