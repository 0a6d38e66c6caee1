using OpenCvSharp;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Evaluation;

/// <summary>A blurry picture, its sharp truth, and where there is one a map of the true blur radius; paired by file stem.</summary>
/// <param name="Stem">File name without its ending.</param>
/// <param name="Source">The blurry picture.</param>
/// <param name="Target">The sharp picture.</param>
/// <param name="Blur">16-bit PNG, 256 units a pixel of radius; null when there is none.</param>
public sealed record Pair(string Stem, string Source, string Target, string? Blur);

/// <summary>
/// A folder of pairs in the layouts of the defocus sets: <c>source</c> and <c>target</c>, optionally <c>blur</c>, in the folder itself or
/// in its <c>test_c</c> (DPDD).
/// </summary>
public sealed class PairedDataset
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"];

    private PairedDataset(string folder, IReadOnlyList<Pair> pairs) => (Folder, Pairs) = (folder, pairs);

    /// <summary>Where <c>source</c> and <c>target</c> lie.</summary>
    public string Folder { get; }

    /// <summary>In order of stem.</summary>
    public IReadOnlyList<Pair> Pairs { get; }

    /// <summary>Finds the pairs of a folder; reads no picture.</summary>
    /// <exception cref="CaptureException">There are none (<see cref="CaptureFault.NotAvailable"/>).</exception>
    public static PairedDataset Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw Missing($"The dataset {folder} does not exist; name a folder with source/ and target/ in it.");
        var root = new[] { folder, Path.Combine(folder, "test_c"), Path.Combine(folder, "test") }
            .FirstOrDefault(f => Directory.Exists(Path.Combine(f, "source")) && Directory.Exists(Path.Combine(f, "target")))
            ?? throw Missing($"The dataset {folder} holds no folders source and target, nor test_c/source and test_c/target.");
        var targets = Pictures(Path.Combine(root, "target"));
        var blurs = Pictures(Path.Combine(root, "blur"));
        var pairs = Pictures(Path.Combine(root, "source"))
            .Where(source => targets.ContainsKey(source.Key))
            .OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => new Pair(source.Key, source.Value, targets[source.Key], blurs.GetValueOrDefault(source.Key)))
            .ToList();
        return pairs.Count > 0 ? new PairedDataset(root, pairs) : throw Missing($"No file in {root}/source has a namesake in {root}/target.");
    }

    /// <summary>Reads a picture as 8-bit BGR, cut as the paper cuts the set that it comes from.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static Mat Read(string file)
    {
        var picture = new Mat();
        try
        {
            picture = Cv2.ImRead(file, ImreadModes.Color);
        }
        catch (OpenCVException)
        {
            // told below, in our words
        }
        if (picture.Empty())
            throw new CaptureException(CaptureFault.Failed, $"{file} is no picture that can be read.");
        if (PaperCrop(picture.Width, picture.Height) is not { } crop)
            return picture;
        using (picture)
            return picture[0, crop.Height, 0, crop.Width].Clone();
    }

    /// <summary>The published evaluation of DED and RTF cuts to a multiple of 16, from the upper left corner; null: not cut.</summary>
    private static Size? PaperCrop(int width, int height) => (width, height) switch
    {
        (613, 409) => new Size(608, 400),
        (409, 613) => new Size(400, 608),
        (360, 360) => new Size(352, 352),
        _ => null,
    };

    private static Dictionary<string, string> Pictures(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder)
            .Where(f => Endings.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)
            .DistinctBy(f => Path.GetFileNameWithoutExtension(f)!)
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f)!);

    private static CaptureException Missing(string message) => new(CaptureFault.NotAvailable, message);
}
