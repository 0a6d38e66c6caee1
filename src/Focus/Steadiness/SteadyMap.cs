using System.Numerics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Steadiness;

/// <summary>
/// Filters a blur map over time, cell by cell: a still scene does not flicker, and a focus pull is not delayed. Overlays, readings and
/// outlines all see the filtered map.
/// </summary>
/// <remarks>
/// <para>A one-euro filter (G. Casiez, N. Roussel and D. Vogel, "1€ Filter", CHI 2012): its cutoff rises with the speed of the change. It
/// works on the square root of the radius, whose noise is about the same at all radii.</para>
/// <para>Confidence weights it: a value that is less trusted than the state moves it less, and a state that was not trusted gives way at
/// once.</para>
/// <para>Allocates only when the size of the map changes. One thread at a time.</para>
/// </remarks>
public sealed class SteadyMap
{
    private const float MinCutoff = 1.0f; // Hz, of a still scene
    private const float SpeedCutoff = 1.0f; // Hz, of the speed itself
    private const float CutoffPerSpeed = 4.0f; // Hz for a change of 1 (root of a pixel) a second
    private const float ConfidenceCutoff = 4.0f; // Hz
    private const float Untrusted = 1e-3f;
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(0.5);

    private FrameSize _cells;
    private TimeSpan _at;
    private bool _hasState;
    private float[] _roots = [];
    private float[] _speeds = [];
    private float[] _trust = [];

    /// <summary>Filters the maps of the next frame in place.</summary>
    /// <param name="cells">
    /// Columns and rows. Another size than before begins anew, as do a gap of half a second and a step back in time.
    /// </param>
    /// <param name="at">When the frame was captured.</param>
    /// <param name="radii">Blur radii in pixels. NaN, for a frame without a network, stays, and begins anew.</param>
    /// <param name="confidences">0 to 1, one for each radius.</param>
    /// <exception cref="ArgumentException">The spans do not have one value for each cell.</exception>
    public void Apply(FrameSize cells, TimeSpan at, Span<float> radii, Span<float> confidences)
    {
        if (radii.Length != cells.Pixels || confidences.Length != cells.Pixels)
            throw new ArgumentException(
                $"A map of {cells} has {cells.Pixels} values, not {radii.Length} and {confidences.Length}.", nameof(radii));
        var elapsed = at - _at;
        if (cells != _cells || elapsed <= TimeSpan.Zero || elapsed > LongestGap)
            _hasState = false;
        _at = at;
        if (float.IsNaN(radii[0]))
        {
            _hasState = false;
            return;
        }
        if (!_hasState)
            Begin(cells, radii, confidences);
        else
            Filter((float)elapsed.TotalSeconds, radii, confidences);
    }

    private void Begin(FrameSize cells, ReadOnlySpan<float> radii, ReadOnlySpan<float> confidences)
    {
        if (cells != _cells)
        {
            var count = (int)cells.Pixels;
            (_cells, _roots, _speeds, _trust) = (cells, new float[count], new float[count], new float[count]);
        }
        for (var i = 0; i < radii.Length; i++)
            _roots[i] = MathF.Sqrt(Math.Max(0, radii[i]));
        Array.Clear(_speeds);
        confidences.CopyTo(_trust);
        _hasState = true;
    }

    private void Filter(float seconds, Span<float> radii, Span<float> confidences)
    {
        var (speedShare, trustShare) = (ShareOf(SpeedCutoff, seconds), ShareOf(ConfidenceCutoff, seconds));
        var perHertz = 2 * MathF.PI * seconds;
        var width = Vector<float>.Count;
        var i = 0;
        for (; i + width <= radii.Length; i += width)
        {
            var measured = Vector.SquareRoot(Vector.Max(new Vector<float>(radii[i..]), Vector<float>.Zero));
            var confidence = new Vector<float>(confidences[i..]);
            var (state, trust) = (new Vector<float>(_roots, i), new Vector<float>(_trust, i));
            var change = measured - state;
            var speed = new Vector<float>(_speeds, i);
            speed += speedShare * ((change / new Vector<float>(seconds)) - speed);
            var hertz = new Vector<float>(MinCutoff) + (CutoffPerSpeed * Vector.Abs(speed));
            var share = hertz * perHertz / ((hertz * perHertz) + Vector<float>.One);
            share *= Vector.Min(Vector<float>.One, (confidence + new Vector<float>(Untrusted)) / (trust + new Vector<float>(Untrusted)));
            share = Vector.Max(
                share, Vector<float>.One - ((trust + new Vector<float>(Untrusted)) / (confidence + new Vector<float>(Untrusted))));
            state += share * change;
            trust += trustShare * (confidence - trust);
            state.CopyTo(_roots, i);
            speed.CopyTo(_speeds, i);
            trust.CopyTo(_trust, i);
            (state * state).CopyTo(radii[i..]);
            trust.CopyTo(confidences[i..]);
        }
        for (; i < radii.Length; i++)
        {
            var change = MathF.Sqrt(Math.Max(0, radii[i])) - _roots[i];
            _speeds[i] += speedShare * ((change / seconds) - _speeds[i]);
            var share = ShareOf(MinCutoff + (CutoffPerSpeed * Math.Abs(_speeds[i])), seconds);
            share *= Math.Min(1, (confidences[i] + Untrusted) / (_trust[i] + Untrusted));
            share = Math.Max(share, 1 - ((_trust[i] + Untrusted) / (confidences[i] + Untrusted)));
            _roots[i] += share * change;
            _trust[i] += trustShare * (confidences[i] - _trust[i]);
            radii[i] = _roots[i] * _roots[i];
            confidences[i] = _trust[i];
        }
    }

    /// <summary>How much of the way to a new value a low pass of this cutoff goes in this time.</summary>
    private static float ShareOf(float hertz, float seconds)
    {
        var turns = 2 * MathF.PI * hertz * seconds;
        return turns / (turns + 1);
    }
}
