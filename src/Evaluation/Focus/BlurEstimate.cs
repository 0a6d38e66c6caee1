using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>
/// What a measure says of one picture, at every pixel. Owned by the caller.
/// </summary>
/// <param name="Blur">
/// Larger where the picture is less sharp; pixels of radius where the measure knows units. Float32 of the picture's size.
/// </param>
/// <param name="Confidence">
/// How far each value can be trusted, 0 to 1; null where the measure does not say. Float32 of the same size.
/// </param>
internal sealed record BlurEstimate(Mat Blur, Mat? Confidence) : IDisposable
{
    public void Dispose()
    {
        Blur.Dispose();
        Confidence?.Dispose();
    }
}
