using System.Globalization;
using System.Text.RegularExpressions;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>What a viewer can set of an overlay: a number within a range, or one of some choices. Page and server share it.</summary>
public sealed partial record OverlayOption
{
    private OverlayOption(string name, string label)
    {
        Name = Pattern().IsMatch(name) ? name
            : throw new ArgumentException(
                $"'{name}' cannot name an option: use a lower-case letter, then letters and digits.", nameof(name));
        Label = label;
    }

    /// <summary>Its name in an <see cref="OverlaySelection"/> and on the page: a lower-case letter, then letters and digits.</summary>
    public string Name { get; }

    /// <summary>What it sets, for users who see it beside the overlay: "Colour".</summary>
    public string Label { get; }

    /// <summary>The value unless another is given; of a choice, the index 0.</summary>
    public double Default { get; private init; }

    /// <summary>Smallest value.</summary>
    public double Minimum { get; private init; }

    /// <summary>Largest value.</summary>
    public double Maximum { get; private init; }

    /// <summary>Distance between two values that a slider offers; 1 for a choice.</summary>
    public double Step { get; private init; } = 1;

    /// <summary>Names of the choices, the default first; empty for a number. The value is the index.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>A number within a range.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="label">What it sets, for users.</param>
    /// <param name="value">The default.</param>
    /// <param name="minimum">Smallest value.</param>
    /// <param name="maximum">Largest value.</param>
    /// <param name="step">Distance between two values that a slider offers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The default is outside the range, or the step is not positive.</exception>
    public static OverlayOption Number(string name, string label, double value, double minimum, double maximum, double step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, minimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, maximum);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        return new(name, label) { Default = value, Minimum = minimum, Maximum = maximum, Step = step };
    }

    /// <summary>One of some choices.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="label">What it sets, for users.</param>
    /// <param name="choices">Names of the choices: letters, digits and hyphens, the default first.</param>
    /// <exception cref="ArgumentException">There are fewer than two choices.</exception>
    public static OverlayOption Choice(string name, string label, params IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count < 2)
            throw new ArgumentException($"The option '{name}' needs at least two choices.", nameof(choices));
        return new(name, label) { Maximum = choices.Count - 1, Choices = choices };
    }

    /// <summary>Reads a value as <see cref="Format"/> writes it.</summary>
    /// <param name="text">A number with a point as decimal sign, or the name of a choice.</param>
    /// <returns>The value; null when the text is not one.</returns>
    public double? Parse(string text)
    {
        if (Choices.Count > 0)
            return Choices.Index().Where(choice => choice.Item == text).Select(static choice => (double?)choice.Index).FirstOrDefault();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= Minimum
            && value <= Maximum
            ? value : null;
    }

    /// <summary>A value as text: a number with a point as decimal sign, or the name of a choice.</summary>
    /// <param name="value">The value.</param>
    public string Format(double value) =>
        Choices.Count > 0 ? Choices[(int)value] : value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The values it takes, for messages: "0.25 to 6", "green, red or cyan".</summary>
    internal string Range => Choices.Count == 0 ? $"{Format(Minimum)} to {Format(Maximum)}"
        : $"{string.Join(", ", Choices.SkipLast(1))} or {Choices[^1]}";

    [GeneratedRegex("^[a-z][a-zA-Z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
