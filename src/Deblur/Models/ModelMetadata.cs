using System.Globalization;

namespace P2IKT.Live.Deblur.Models;

/// <summary>The metadata of a model file, checked as a whole when it is loaded, so that wrong values are not found later.</summary>
internal sealed class ModelMetadata
{
    private const string Prefix = "p2ikt.";
    private const int MaxText = 4096; // characters: a sentence or two about the training, a licence

    // Measured figures, each also for parts of a set (".real", ".mild"): all are numbers.
    private static readonly string[] Figures = ["psnr_gain", "in_focus_psnr", "blur_correlation", "blur_mean_error", "focus_decision"];

    private readonly string _path;

    /// <param name="path">The model's file, for the sentences.</param>
    /// <param name="all">As the file has them.</param>
    /// <exception cref="DeblurException">A value with our prefix is too long, or a figure is not a number.</exception>
    public ModelMetadata(string path, IReadOnlyDictionary<string, string> all)
    {
        (_path, All) = (path, all);
        foreach (var (key, value) in all.Where(static pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (value.Length > MaxText)
                throw Broken(path, $"its {key} has {value.Length} characters");
            if (Figures.Any(figure => key.StartsWith(Prefix + figure, StringComparison.Ordinal)))
                Number(key[Prefix.Length..]);
        }
    }

    /// <summary>All values, by their keys in the file.</summary>
    public IReadOnlyDictionary<string, string> All { get; }

    /// <summary>The exception for a file that breaks the contract.</summary>
    public static DeblurException Broken(string path, string why, Exception? cause = null) =>
        new($"Model {path} does not keep the model contract: {why}; export it with training/export.py.", cause!);

    /// <summary>Whether the file has this key.</summary>
    public bool Has(string key) => All.ContainsKey(Prefix + key);

    /// <summary>A text that may be missing.</summary>
    public string Text(string key, string otherwise) => All.GetValueOrDefault(Prefix + key, otherwise);

    /// <summary>A name, which must be there: short, and of characters that can be seen.</summary>
    public string Name(string key)
    {
        var name = Required(key);
        return name.Length <= 100 && !name.Any(char.IsControl)
            ? name
            : throw Broken(_path, $"its {Prefix}{key} is too long, or holds control characters");
    }

    /// <summary>A finite number, which must be there.</summary>
    public double Number(string key) => Parse(key, Required(key));

    /// <summary>A number that must be there, within these bounds.</summary>
    public double Number(string key, double lowerBound, double most) =>
        Number(key) is var number && number >= lowerBound && number <= most ? number : throw Beyond(key);

    /// <summary>A whole number that must be there, within these bounds.</summary>
    public int Whole(string key, int lowerBound, int most) =>
        Number(key, lowerBound, most) is var number && number == Math.Floor(number) ? (int)number : throw Beyond(key);

    /// <summary>As many numbers, with commas between, each within these bounds.</summary>
    public double[] Numbers(string key, int count, double lowerBound, double most)
    {
        var numbers = Required(key).Split(',').Select(part => Parse(key, part)).ToArray();
        return numbers.Length == count && numbers.All(number => number >= lowerBound && number <= most) ? numbers : throw Beyond(key);
    }

    private string Required(string key) => All.TryGetValue(Prefix + key, out var value) && value.Length > 0
        ? value
        : throw Broken(_path, $"its metadata lack {Prefix}{key}");

    private double Parse(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : throw Broken(_path, $"its {Prefix}{key} is no number: {text[..Math.Min(text.Length, 40)]}");

    private DeblurException Beyond(string key) => Broken(_path, $"its {Prefix}{key} cannot be {All[Prefix + key]}");
}
