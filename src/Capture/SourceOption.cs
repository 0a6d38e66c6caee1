using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>An option that a kind of source takes behind the question mark of its URI: <c>?fps=30</c>.</summary>
public abstract class SourceOption
{
    private protected SourceOption(string name, string expected, IReadOnlyList<string> aliases) =>
        (Name, Expected, Aliases) = (name, expected, aliases);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Other names that are accepted for it.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>What values it takes, as the end of the sentence "Value 'x' is not ...": "a whole number such as 1".</summary>
    public string Expected { get; }

    /// <summary>Whether the user may write it by this name.</summary>
    internal bool IsNamed(string name) => name == Name || Aliases.Contains(name);

    /// <summary>The one text for a value that the user wrote; null when it is not a value of this option.</summary>
    internal abstract string? Normalize(string value);

    /// <summary>A size of frames, such as 1280x720.</summary>
    public static SourceOption<FrameSize> Size(string name) => new(
        name, $"a size such as 1280x720, of at most {SourceUriOptions.MaxPixels / 1_000_000} million pixels",
        static (text, out size) => FrameSize.TryParse(text, out size) && size.Pixels <= SourceUriOptions.MaxPixels,
            static size => size.ToString());

    /// <summary>Frames a second, up to <see cref="SourceUriOptions.MaxFramesPerSecond"/>.</summary>
    public static SourceOption<double> FrameRate(string name) => new(
        name, "a frame rate such as 30 or 29.97, above 0.001 and at most 1000",
        static (text, out rate) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out rate)
            && rate is > 0.001 and <= SourceUriOptions.MaxFramesPerSecond,
        static rate => rate.ToString("0.################", CultureInfo.InvariantCulture));

    /// <summary>A time in seconds, from 0.1 s to an hour.</summary>
    public static SourceOption<TimeSpan> Seconds(string name, params string[] aliases) => new(
        name, "a number of seconds from 0.1 to 3600", TryParseSeconds,
            static time => time.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture), aliases);

    /// <summary>Yes or no: 1 or 0.</summary>
    public static SourceOption<bool> Flag(string name) => new(
        name, "1 or 0",
        static (text, out on) =>
        {
            on = text == "1";
            return text is "1" or "0";
        },
        static on => on ? "1" : "0");

    /// <summary>A whole number that is not negative.</summary>
    public static SourceOption<int> Number(string name) => new(
        name, "a whole number such as 1, at most 2147483647",
        static (text, out number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number),
        static number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A text that <paramref name="isValid"/> accepts.</summary>
    public static SourceOption<string> Text(string name, string expected, Func<string, bool> isValid) => new(
        name, expected,
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return isValid(text);
        },
        static text => text);

    private static bool TryParseSeconds(string text, out TimeSpan time)
    {
        var isTime = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0.1 and <= 3600;
        time = isTime ? TimeSpan.FromSeconds(seconds) : default;
        return isTime;
    }
}
