using P2IKT.Live.Deblur;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>
/// The map of the newest frame before it is filtered over time: a filtered map lags behind the focus. Written and read on the thread that
/// delivers frames.
/// </summary>
internal sealed class SweepMaps
{
    private float[] _radii = [], _confidences = [];
    private long _sequence = -1;

    /// <summary>Keeps a copy.</summary>
    public void Observe(FocusField field)
    {
        if (_radii.Length != field.Radii.Length)
            (_radii, _confidences) = (new float[field.Radii.Length], new float[field.Confidences.Length]);
        field.Radii.CopyTo(_radii);
        field.Confidences.CopyTo(_confidences);
        _sequence = field.Sequence;
    }

    /// <summary>The map of a frame: the copy, or its own where there is none.</summary>
    public FocusField Of(DeblurredFrame frame)
    {
        var isKept = _sequence == frame.Source.Sequence && _radii.Length == frame.Blur.Values.Length;
        return new FocusField(
            isKept ? _radii : frame.Blur.Values, isKept ? _confidences : frame.Confidence.Values, frame.Blur.Size, frame.BlurStride,
            frame.Source.Size, frame.Source.Sequence, TimeSpan.Zero);
    }
}
