using System.Globalization;
using System.Text.RegularExpressions;
using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>Where focus stacks come from: folders, and the built-in test scene.</summary>
internal static partial class FocusStacks
{
    private const int FewestPictures = 3;

    /// <summary>Stacks of a folder: <c>source/SCENE_fN</c> with <c>target/SCENE</c>, of at least three pictures.</summary>
    /// <returns>The scenes in order of name: a name, and the files in the order of N; empty where there are none.</returns>
    public static IReadOnlyList<(string Scene, IReadOnlyList<string> Files, string Reference)> Find(string folder)
    {
        var (sources, targets) = (Path.Combine(folder, "source"), Path.Combine(folder, "target"));
        if (!Directory.Exists(sources) || !Directory.Exists(targets))
            return [];
        var references = Directory.EnumerateFiles(targets).Where(DatasetLayout.IsPicture).ToLookup(Path.GetFileNameWithoutExtension);
        return [.. Directory.EnumerateFiles(sources).Where(DatasetLayout.IsPicture)
            .Select(static file => (File: file, Match: StackName().Match(Path.GetFileNameWithoutExtension(file))))
            .Where(static named => named.Match.Success)
            .GroupBy(static named => named.Match.Groups["scene"].Value)
            .Where(scene => scene.Count() >= FewestPictures && references[scene.Key].Any())
            .OrderBy(static scene => scene.Key, StringComparer.Ordinal)
            .Select(scene => (
                scene.Key,
                (IReadOnlyList<string>)[.. scene
                    .OrderBy(static named => int.Parse(named.Match.Groups["position"].Value, CultureInfo.InvariantCulture))
                    .Select(static named => named.File)],
                references[scene.Key].First()))];
    }

    /// <summary>Reads a stack.</summary>
    /// <exception cref="CaptureException">A picture cannot be read, or the pictures differ in size.</exception>
    public static FocusStack Read(string scene, IReadOnlyList<string> files, string reference)
    {
        var stack = new FocusStack(
            scene, [.. files.Select(PaperPreprocessing.Read)], [.. files.Select(static (_, i) => (double)i)], null,
            PaperPreprocessing.Read(reference));
        if (stack.Pictures.FirstOrDefault(picture => picture.Size() != stack.Reference!.Size()) is null)
            return stack;
        stack.Dispose();
        throw new CaptureException(FaultKind.Failed, $"The pictures of the stack {scene} and their reference differ in size.");
    }

    /// <summary>The built-in test scene from its nearest to its farthest focus.</summary>
    /// <param name="size">Of the pictures.</param>
    /// <param name="positions">Number of focus positions.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<FocusStack> OfTestSceneAsync(FrameSize size, int positions, CancellationToken cancellation)
    {
        const int DwellSeconds = 1, PullSeconds = 5; // the scene stays near, then pulls to far
        var fps = (positions - 1.0) / PullSeconds;
        var skipped = (int)Math.Round(DwellSeconds * fps);
        var uri = string.Create(CultureInfo.InvariantCulture, $"test:?size={size}&fps={fps}&frames={skipped + positions}");
        var source = (TestSource)await FrameSources.Registry
            .OpenAsync(uri, new SourceOptions { Pace = false, PoolFrames = 2 }, cancellation).ConfigureAwait(false);
        await using var closing = source.ConfigureAwait(false);
        List<Mat> pictures = [], truths = [];
        using var subscription = source.Frames.Subscribe(frame =>
        {
            if (frame.Sequence < skipped)
                return;
            pictures.Add(Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, frame.Pixels.ToArray()).Clone());
            var radii = new float[size.Pixels];
            source.ReadTruth(frame.Sequence, radii);
            truths.Add(Mat.FromPixelData(size.Height, size.Width, MatType.CV_32FC1, radii).Clone());
        });
        source.Start();
        await source.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        return new FocusStack("test scene", pictures, PositionsOf(truths), truths, null);
    }

    /// <summary>
    /// Of a thin lens: where the scene is farthest, the radius is linear in the position. In steps whose mean is 1.
    /// </summary>
    private static List<double> PositionsOf(List<Mat> truths)
    {
        Cv2.MinMaxLoc(truths[0], out _, out _, out _, out var farthest);
        double At(Mat truth) => truth.At<float>(farthest.Y, farthest.X);
        var step = (At(truths[0]) - At(truths[^1])) / (truths.Count - 1);
        return [.. truths.Select(truth => (At(truths[0]) - At(truth)) / step)];
    }

    [GeneratedRegex(@"^(?<scene>.+)_f(?<position>[0-9]{1,4})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex StackName();
}
