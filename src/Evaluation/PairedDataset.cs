using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation;

/// <summary>
/// A folder of pairs in the layouts of the defocus sets, as they are distributed: <c>source</c> and <c>target</c> (any set of one's own,
/// RealDoF; DPDD in its <c>test_c</c>), LF-DOF, DED and RTF (see <see cref="DatasetLayout"/> for where each is known from), optionally with
/// <c>blur</c>.
/// </summary>
/// <remarks>
/// DED's own <c>filtered</c> maps are of no stated unit and stay unread; its published split is drawn by chance, so every pair is measured.
/// </remarks>
public sealed class PairedDataset
{
    private PairedDataset(string folder, Pairing pairing) =>
        (Folder, Pairs, SourcesAlone, TargetsAlone) = (folder, pairing.Pairs, pairing.Sources, pairing.Targets);

    /// <summary>Where the folders of both sides lie.</summary>
    public string Folder { get; }

    /// <summary>In order of stem.</summary>
    public IReadOnlyList<Pair> Pairs { get; }

    /// <summary>Blurry pictures without a sharp one.</summary>
    public IReadOnlyList<string> SourcesAlone { get; }

    /// <summary>Sharp pictures without a blurry one.</summary>
    public IReadOnlyList<string> TargetsAlone { get; }

    /// <summary>Finds the pairs of a folder; reads no picture.</summary>
    /// <exception cref="CaptureException">There are none (<see cref="FaultKind.NotAvailable"/>).</exception>
    public static PairedDataset Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw Missing($"The dataset {folder} does not exist; name a folder with source/ and target/ in it.");
        var (root, layout) = DatasetLayout.Find(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            ?? throw Missing($"The dataset {folder} holds no folders source and target, nor test_c/source and test_c/target, nor those "
                + "of LF-DOF, DED or RTF.");
        var pairing = Pairing.Of(layout, root);
        if (pairing.Pairs.Count > 0)
            return new PairedDataset(root, pairing);
        var (sources, targets) = (Path.Combine(root, layout.Sources), Path.Combine(root, layout.Targets));
        throw Missing(pairing.Sources.Count == 0 ? $"The folder {sources} holds no pictures."
            : pairing.Targets.Count == 0 ? $"The folder {targets} holds no pictures."
            : $"None of the {pairing.Sources.Count} pictures in {sources} has a namesake among the {pairing.Targets.Count} in {targets}; "
                + "by order they are paired only where both are equally many and numbered by the camera (DPDD).");
    }

    /// <summary>The set's own part for choosing parameters: DPDD's <c>val_c</c> beside <c>test_c</c>; null where there is none.</summary>
    /// <exception cref="CaptureException">It is there but holds no pairs.</exception>
    public PairedDataset? OpenValidation()
    {
        if (Path.GetFileName(Folder) != "test_c")
            return null;
        var beside = Path.Combine(Path.GetDirectoryName(Folder)!, "val_c");
        return Directory.Exists(beside) ? Open(beside) : null;
    }

    private static CaptureException Missing(string message) => new(FaultKind.NotAvailable, message);
}
