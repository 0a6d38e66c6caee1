using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>Says how sharp a picture is at each place.</summary>
internal interface IFocusMeasure : IDisposable
{
    /// <summary>As tables call it.</summary>
    string Name { get; }

    /// <summary>Whether its values are radii in pixels. Otherwise they only order places and pictures.</summary>
    bool IsRadius { get; }

    /// <summary>
    /// Whether it compares places of one picture. Otherwise it compares pictures of one scene at the same place only, and has one window.
    /// </summary>
    bool ComparesPlaces { get; }

    /// <summary>Measures one picture.</summary>
    /// <param name="bgr">8-bit BGR; only read.</param>
    /// <param name="window">Side in pixels of the square over which the measure is averaged.</param>
    BlurEstimate Measure(Mat bgr, int window);
}
