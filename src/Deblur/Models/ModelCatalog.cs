namespace P2IKT.Live.Deblur.Models;

/// <summary>The folder of models that came with the program, and the rule by which a name finds one.</summary>
public sealed class ModelCatalog(string folder)
{
    /// <summary>Stands for the best model for the purpose: over a stream one model after the other, as there is time.</summary>
    public const string Auto = "auto";

    /// <summary>The model of a stream that holds no latency, and of measurements.</summary>
    public const string Default = "p2ikt-live";

    /// <summary>The shipped model that gains the most: for pictures and clips, where time matters less.</summary>
    public const string Finest = "p2ikt-live-hq";

    /// <summary>Beside the program, or where the environment variable P2IKT_MODELS says.</summary>
    public static ModelCatalog Standard { get; } = new(Environment.GetEnvironmentVariable("P2IKT_MODELS") is { Length: > 0 } set
        ? set
        : Path.Combine(AppContext.BaseDirectory, "models"));

    /// <summary>The folder of the models.</summary>
    public string Folder => folder;

    /// <summary>The model files, in order of name; not opened.</summary>
    public IEnumerable<string> Files => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.onnx")
            .Where(f => !f.EndsWith(".coefficients.onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : [];

    /// <summary>
    /// The best of the folder where time does not matter: <see cref="Finest"/> if it is there, else <see cref="Default"/>.
    /// </summary>
    public string Best => File.Exists(Path.Combine(folder, Finest + ".onnx")) ? Finest : Default;

    /// <summary>Opens a model by its name in the folder, or by a path; <see cref="Auto"/> is <see cref="Best"/>.</summary>
    /// <exception cref="DeblurException">There is none, or it cannot be used.</exception>
    public Model Find(string nameOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFile);
        if (nameOrFile == Auto)
            nameOrFile = Best;
        var isName = nameOrFile.IndexOfAny(['/', '\\', '.']) < 0;
        var shipped = Path.Combine(folder, nameOrFile + ".onnx");
        if (File.Exists(shipped) && isName)
            return ModelFile.LoadChecked(shipped);
        if (!isName || File.Exists(nameOrFile))
            return ModelFile.LoadChecked(nameOrFile);
        var known = string.Join(", ", Files.Select(Path.GetFileNameWithoutExtension));
        throw new DeblurException($"There is no model named {nameOrFile} in {folder}: it holds {(known.Length > 0 ? known : "none")}.");
    }
}
