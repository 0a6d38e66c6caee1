namespace P2IKT.Live.Evaluation;

/// <summary>How a set lies on disk: the folders of its two sides, and what of a file's name both partners share.</summary>
/// <param name="Sources">Folder of the blurry pictures, below the set's root.</param>
/// <param name="Targets">Folder of the sharp pictures.</param>
/// <param name="Key">From a name below its folder, without ending, to what both partners share.</param>
internal sealed record DatasetLayout(string Sources, string Targets, Func<string, string> Key)
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"];

    /// <summary>
    /// Parts of a set that are for testing, below the folder that a user names; last, the one that the paper's own loader has for LF-DOF.
    /// </summary>
    private static readonly string[] TestParts = ["", "test_c", "test", "test_data", "testing"];

    /// <summary>
    /// In this order: DPDD and RealDoF (IFAN's configuration); their common rearrangement; LF-DOF, where one truth answers every picture
    /// in a folder of its name (AIFNet's test loader); DED (DID-ANet's loader: <c>image/image_N</c> and <c>sharp/X_N</c>);
    /// RTF, as NRKNet's configuration names it, the blurry pictures without added noise, and as CLDefocus finds it in the archive, both
    /// sides in one folder.
    /// </summary>
    private static readonly DatasetLayout[] Known =
    [
        new("source", "target", ByName),
        new("input", "target", ByName),
        new("input", "ground_truth", ByScene) { ManyToOne = true },
        new("image", "sharp", ByNumber),
        new(Path.Combine("image", "0"), "GT", ByNumber),
        new("Ground_Truth_Data", "Ground_Truth_Data", ByNumber) { SourcePrefix = "image_", TargetPrefix = "sharp_" },
    ];

    /// <summary>One sharp picture may answer several blurry ones.</summary>
    public bool ManyToOne { get; private init; }

    private string SourcePrefix { get; init; } = "";

    private string TargetPrefix { get; init; } = "";

    /// <summary>The layout of a folder, and the root that it starts from; null when it has none that is known.</summary>
    public static (string Root, DatasetLayout Layout)? Find(string folder)
    {
        foreach (var root in TestParts.Select(part => Path.Combine(folder, part)))
        {
            foreach (var layout in Known)
            {
                if (Directory.Exists(Path.Combine(root, layout.Sources)) && Directory.Exists(Path.Combine(root, layout.Targets)))
                    return (root, layout);
            }
        }
        return null;
    }

    /// <summary>Whether a file is named like a picture that is measured; sidecars of one are not.</summary>
    public static bool IsPicture(string file) => Endings.Contains(Path.GetExtension(file).ToLowerInvariant());

    /// <summary>The blurry pictures in order of name: names below their folder, without ending, and files.</summary>
    public IReadOnlyList<(string Name, string File)> ListSources(string root) => List(Path.Combine(root, Sources), SourcePrefix, ManyToOne);

    /// <summary>The sharp pictures in order of name.</summary>
    public IReadOnlyList<(string Name, string File)> ListTargets(string root) => List(Path.Combine(root, Targets), TargetPrefix, ManyToOne);

    /// <summary>The maps of the true blur radius by the name of their blurry picture; most sets have none.</summary>
    public IReadOnlyDictionary<string, string> ListBlurMaps(string root) =>
        List(Path.Combine(root, "blur"), "", ManyToOne).DistinctBy(map => map.Name).ToDictionary(map => map.Name, map => map.File);

    private static List<(string Name, string File)> List(string folder, string prefix, bool inside)
    {
        if (!Directory.Exists(folder))
            return [];
        var depth = new EnumerationOptions { RecurseSubdirectories = inside, MaxRecursionDepth = 1,
            AttributesToSkip = FileAttributes.Hidden };
        return Directory.EnumerateFiles(folder, prefix + "*", depth)
            .Where(IsPicture)
            .Select(file => (Name: Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/'), File: file))
            .OrderBy(picture => picture.Name, StringComparer.Ordinal)
            .ThenBy(picture => picture.File, StringComparer.Ordinal)
            .ToList();
    }

    private static string ByName(string name) => name;

    private static string ByScene(string name) => name.Split('/')[0];

    private static string ByNumber(string name)
    {
        var digits = name.AsSpan(name.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1);
        return digits.IsEmpty ? name // two names without a number have none in common
            : digits.TrimStart('0') is { IsEmpty: false } number ? number.ToString() : "0";
    }
}
