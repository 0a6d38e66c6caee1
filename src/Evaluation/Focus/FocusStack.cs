using OpenCvSharp;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>The same scene at several focus positions. Owned by the caller.</summary>
/// <param name="Name">Of the scene.</param>
/// <param name="Pictures">8-bit BGR, of one size, in the order of the positions.</param>
/// <param name="Positions">The focus positions, evenly spaced in inverse depth if their steps are equal; the first is 0.</param>
/// <param name="TrueRadii">The true blur radius at each pixel of each picture, float32; null where it is not known.</param>
/// <param name="Reference">The scene in focus everywhere; null where there is none.</param>
internal sealed record FocusStack(
    string Name, IReadOnlyList<Mat> Pictures, IReadOnlyList<double> Positions, IReadOnlyList<Mat>? TrueRadii, Mat? Reference)
    : IDisposable
{
    public void Dispose()
    {
        foreach (var picture in Pictures.Concat(TrueRadii ?? []))
            picture.Dispose();
        Reference?.Dispose();
    }
}
