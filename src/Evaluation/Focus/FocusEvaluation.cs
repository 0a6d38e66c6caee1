using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>Measures how well a model's blur map tells what is in focus, beside measures of the literature on the same pictures.</summary>
internal sealed class FocusEvaluation : IDisposable
{
    private const int Positions = 15; // of the test scene's stack
    private static readonly FrameSize SceneSize = new(640, 360);
    private readonly IReadOnlyList<IFocusMeasure> _measures;

    /// <param name="models">Whose blur maps are measured.</param>
    /// <param name="options">How they run.</param>
    public FocusEvaluation(IReadOnlyList<Model> models, DeblurOptions options) =>
        _measures =
        [
            .. models.Select(model => new NetworkMeasure(model, options)), .. models.Select(model => new SweepMeasure(model, options)),
            .. ClassicalMeasure.All,
        ];

    /// <summary>Receives why a scene cannot be measured; the others are. Null: the first such scene ends the measurement.</summary>
    public Action<CaptureException>? Broken { get; init; }

    /// <summary>Names of the measures, in the order of the values of a score.</summary>
    public IReadOnlyList<string> Names => [.. _measures.Select(static measure => measure.Name)];

    /// <summary>The built-in test scene, whose radii are known, and synthetic pictures on which nothing is in focus.</summary>
    public async Task<IReadOnlyList<FocusScore>> MeasureTestSceneAsync(CancellationToken cancellation)
    {
        using var stack = await FocusStacks.OfTestSceneAsync(SceneSize, Positions, cancellation).ConfigureAwait(false);
        var scene = new SceneScores(_measures);
        scene.Add(stack);
        return [.. scene.Lines(), .. new RobustnessScores(_measures, scene.SharpLimits).Lines()];
    }

    /// <summary>
    /// A folder of focus stacks (<c>source/SCENE_fN</c>), or of scenes taken near and far (<c>source/SCENEA, SCENEB</c>).
    /// </summary>
    /// <param name="folder">With <c>source/</c> and <c>target/</c> in it.</param>
    /// <param name="progress">Told the name of each scene before it is measured.</param>
    /// <param name="cancellation">Stops between two scenes.</param>
    /// <exception cref="CaptureException">It has neither, or no scene can be read.</exception>
    public IReadOnlyList<FocusScore> MeasureFolder(string folder, Action<string> progress, CancellationToken cancellation)
    {
        var stacks = new StackScores(_measures);
        var isBroken = false; // a scene
        foreach (var (scene, files, reference) in FocusStacks.Find(folder))
        {
            Measure(scene, () =>
            {
                using var stack = FocusStacks.Read(scene, files, reference);
                stacks.Add(stack);
            });
        }
        if (stacks.Cells > 0)
            return [.. stacks.Lines()];
        if (isBroken)
            throw NoScene();
        var decisions = new DecisionScores(_measures);
        foreach (var (near, far) in Twins(PairedDataset.Open(folder)))
        {
            Measure(near.Stem[..^1], () =>
            {
                using var first = PaperPreprocessing.Read(near.Source);
                using var second = PaperPreprocessing.Read(far.Source);
                using var reference = PaperPreprocessing.Read(near.Target);
                if (first.Size() != second.Size() || first.Size() != reference.Size())
                    throw new CaptureException(FaultKind.Failed, $"The pictures of the scene {near.Stem[..^1]} differ in size.");
                decisions.Add(first, second, reference);
            });
        }
        IReadOnlyList<FocusScore> lines = [.. decisions.Lines()];
        return lines.Count > 0 ? lines : isBroken ? throw NoScene() : throw new CaptureException(FaultKind.NotAvailable,
            $"The dataset {folder} holds neither focus stacks (source/SCENE_f0, SCENE_f1, ...) nor scenes taken near and far "
                + "(source/SCENEA, SCENEB).");

        void Measure(string scene, Action measure)
        {
            cancellation.ThrowIfCancellationRequested();
            progress(scene);
            try
            {
                measure();
            }
            catch (CaptureException broken) when (Broken is not null)
            {
                isBroken = true;
                Broken(broken);
            }
        }

        CaptureException NoScene() => new(FaultKind.Failed, $"No scene of {folder} can be measured.");
    }

    public void Dispose()
    {
        foreach (var measure in _measures)
            measure.Dispose();
    }

    private static IEnumerable<(Pair Near, Pair Far)> Twins(PairedDataset dataset)
    {
        var byStem = dataset.Pairs.ToDictionary(static pair => pair.Stem);
        foreach (var near in dataset.Pairs)
        {
            if (near.Stem.Length > 1 && near.Stem[^1] == 'A' && byStem.TryGetValue(near.Stem[..^1] + "B", out var far))
                yield return (near, far);
        }
    }
}
