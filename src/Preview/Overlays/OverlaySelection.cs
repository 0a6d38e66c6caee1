using System.Text;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>Overlays to draw one over the other, with their options: <c>heat,outline:limit=2:colour=red</c>.</summary>
/// <remarks>
/// Overlays are separated by commas, options follow their overlay after colons. The page writes such a text into the address of a
/// snapshot, so that the snapshot shows what the page shows.
/// </remarks>
public sealed class OverlaySelection
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int MaxLength = 1000;

    private readonly (OverlayDescription Overlay, OverlayValues Values)[] _entries;

    private OverlaySelection((OverlayDescription, OverlayValues)[] entries, string text) => (_entries, Text) = (entries, text);

    /// <summary>The selection as text, without options that have their default. Equal selections have equal texts.</summary>
    public string Text { get; }

    /// <summary>One overlay with its defaults.</summary>
    /// <param name="overlay">The overlay.</param>
    public static OverlaySelection Of(OverlayDescription overlay)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        return new([(overlay, OverlayValues.Defaults)], overlay.Name);
    }

    /// <summary>Reads a selection.</summary>
    /// <param name="text">Names of overlays with their options.</param>
    /// <param name="overlays">The overlays that there are.</param>
    /// <exception cref="FormatException">
    /// The text is not a selection: an unknown overlay or option, an overlay named twice, or a value out of range. The message says which.
    /// </exception>
    public static OverlaySelection Parse(string text, IReadOnlyList<OverlayDescription> overlays)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(overlays);
        if (text.Length > MaxLength)
            throw new FormatException($"The text that names overlays has {text.Length} characters: write at most {MaxLength}.");
        var entries = new List<(OverlayDescription Overlay, OverlayValues Values)>();
        var canonical = new StringBuilder();
        foreach (var part in text.Split(','))
        {
            var words = part.Split(':');
            var overlay = overlays.FirstOrDefault(one => one.Name == words[0]) ?? throw new FormatException(
                $"There is no overlay '{words[0]}': overlay is one of {string.Join(", ", overlays.Select(static one => one.Name))}.");
            if (entries.Exists(entry => entry.Overlay == overlay))
                throw new FormatException($"The overlay '{overlay.Name}' is named twice: name it once.");
            var values = new Dictionary<string, double>();
            foreach (var (name, value) in words.Skip(1).Select(word => ReadOption(word, overlay)))
            {
                if (!values.TryAdd(name, value))
                    throw new FormatException($"The option '{name}' of the overlay '{overlay.Name}' is given twice: give it once.");
            }
            entries.Add((overlay, new OverlayValues(values)));
            canonical.Append(canonical.Length > 0 ? "," : "").Append(overlay.Name);
            foreach (var option in overlay.Options)
            {
                if (values.TryGetValue(option.Name, out var value) && value != option.Default)
                    canonical.Append(':').Append(option.Name).Append('=').Append(option.Format(value));
            }
        }
        return new([.. entries], canonical.ToString());
    }

    /// <summary>Makes an instance of each overlay, in the order in which they are drawn.</summary>
    internal IFrameOverlay[] Create() => [.. _entries.Select(static entry => entry.Overlay.Create(entry.Values))];

    private static KeyValuePair<string, double> ReadOption(string word, OverlayDescription overlay)
    {
        var (name, text) = word.Split('=') is [var left, var right] ? (left, right) : (word, null);
        var option = overlay.Options.FirstOrDefault(one => one.Name == name) ?? throw new FormatException(
            $"The overlay '{overlay.Name}' has no option '{name}'"
            + (overlay.Options.Count == 0 ? "." : $": there is {string.Join(", ", overlay.Options.Select(static one => one.Name))}."));
        var value = text is null ? null : option.Parse(text);
        return new(option.Name, value ?? throw new FormatException(
            $"The option '{name}' of the overlay '{overlay.Name}' is '{text}': write {name}=VALUE with {option.Range}."));
    }
}
