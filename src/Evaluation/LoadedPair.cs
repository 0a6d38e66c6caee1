using OpenCvSharp;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Evaluation;

/// <summary>Both pictures of a pair in memory, 8-bit BGR of one size. Owns them.</summary>
internal sealed class LoadedPair : IDisposable
{
    private LoadedPair(Mat source, Mat target) => (Source, Target) = (source, target);

    public Mat Source { get; }

    public Mat Target { get; }

    /// <summary>Reads both as the paper evaluates them.</summary>
    /// <exception cref="CaptureException">One cannot be read or is too small to measure, or the two differ in size.</exception>
    public static LoadedPair Read(Pair pair)
    {
        var loaded = new LoadedPair(PaperPreprocessing.Read(pair.Source), PaperPreprocessing.Read(pair.Target));
        var (source, target) = (loaded.Source.Size(), loaded.Target.Size());
        if (source == target && Math.Min(source.Width, source.Height) >= PictureQuality.SmallestSide)
            return loaded;
        loaded.Dispose();
        throw new CaptureException(source != target
            ? $"{pair.Source} is {source.Width}x{source.Height} but its target {pair.Target} is {target.Width}x{target.Height}."
            : $"{pair.Source} is {source.Width}x{source.Height}; SSIM needs {PictureQuality.SmallestSide} pixels in both directions.");
    }

    public void Dispose()
    {
        Source.Dispose();
        Target.Dispose();
    }
}
