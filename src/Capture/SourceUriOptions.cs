using System.Diagnostics.CodeAnalysis;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>
/// The options behind the question mark of a <see cref="SourceUri"/>, checked, in the order in which their provider declares them.
/// </summary>
public sealed class SourceUriOptions : IEquatable<SourceUriOptions>
{
    /// <summary>The highest frame rate that may be asked for.</summary>
    public const double MaxFramesPerSecond = 1000;

    /// <summary>The largest frame that may be asked for, in pixels: 4096x2160.</summary>
    public const int MaxPixels = 4096 * 2160;

    private readonly Dictionary<string, string> _values;
    private readonly string _query;

    private SourceUriOptions(IEnumerable<(string Name, string Value)> given)
    {
        _values = given.ToDictionary(static option => option.Name, static option => option.Value, StringComparer.Ordinal);
        _query = string.Join('&', _values.Select(static option => $"{option.Key}={option.Value}"));
    }

    /// <summary>No options.</summary>
    public static SourceUriOptions None { get; } = new([]);

    /// <summary>The value of an option; false when it is not given.</summary>
    public bool TryGet<T>(SourceOption<T> option, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(option);
        value = default;
        return _values.TryGetValue(option.Name, out var text) && option.TryParse(text, out value);
    }

    /// <summary>The value of an option; <paramref name="otherwise"/> when it is not given.</summary>
    public T Get<T>(SourceOption<T> option, T otherwise) => TryGet(option, out var value) ? value : otherwise;

    /// <summary>"?size=1280x720&amp;fps=30", or nothing.</summary>
    public override string ToString() => _query.Length > 0 ? "?" + _query : "";

    /// <inheritdoc/>
    public bool Equals(SourceUriOptions? other) => other is not null && _query == other._query;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SourceUriOptions);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_query);

    /// <summary>The same with one more option.</summary>
    internal SourceUriOptions With<T>(SourceOption<T> option, T value) =>
        new([.. _values.Where(given => given.Key != option.Name).Select(static given => (given.Key, given.Value)),
            (option.Name, option.Format(value))]);

    /// <summary>Reads name=value, joined by ampersands.</summary>
    /// <param name="known">The options that are allowed.</param>
    /// <param name="query">What follows the question mark.</param>
    /// <param name="text">The whole text of the source, for the error's sentence.</param>
    /// <exception cref="CaptureException">An option is unknown, given twice, or has a wrong value.</exception>
    internal static SourceUriOptions Parse(IReadOnlyList<SourceOption> known, string query, string text)
    {
        Dictionary<SourceOption, string> given = [];
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            if (known.FirstOrDefault(option => option.IsNamed(name)) is not { } option)
            {
                var list = known.Count > 0
                    ? $"this source takes {string.Join(", ", known.Select(static o => o.Name))}"
                    : "this source takes no options";
                throw Wrong($"Option '{name}' in '{text}' is unknown here; {list}.");
            }
            if (option.Normalize(value) is not { } normal)
                throw Wrong($"Value '{value}' of option '{name}' in '{text}' is not {option.Expected}.");
            if (!given.TryAdd(option, normal))
                throw Wrong($"Option '{name}' in '{text}' is given twice; give it once.");
        }
        return given.Count == 0 ? None : new(known.Where(given.ContainsKey).Select(option => (option.Name, given[option])));

        static CaptureException Wrong(string message) => new(FaultKind.WrongUsage, message);
    }
}
