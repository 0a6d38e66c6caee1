using System.Diagnostics.CodeAnalysis;

namespace P2IKT.Live.Capture;

/// <summary>A <see cref="SourceOption"/> with the type of its values.</summary>
/// <typeparam name="T">What a value becomes.</typeparam>
public sealed class SourceOption<T> : SourceOption
{
    private readonly TextParser<T> _parse;
    private readonly Func<T, string> _format;

    /// <summary>An option with values of any type; see <see cref="SourceOption"/> for the usual ones.</summary>
    /// <param name="name">Its name: letters and digits.</param>
    /// <param name="expected">What values it takes: <see cref="SourceOption.Expected"/>.</param>
    /// <param name="parse">Reads a value; false when the text is not one.</param>
    /// <param name="format">Writes a value, so that <paramref name="parse"/> reads the same again.</param>
    /// <param name="aliases">Other names that are accepted for it.</param>
    public SourceOption(string name, string expected, TextParser<T> parse, Func<T, string> format, params string[] aliases)
        : base(name, expected, aliases) => (_parse, _format) = (parse, format);

    internal bool TryParse(string text, [MaybeNullWhen(false)] out T value) => _parse(text, out value);

    internal string Format(T value) => _format(value);

    internal override string? Normalize(string value) => _parse(value, out var parsed) ? _format(parsed) : null;
}
