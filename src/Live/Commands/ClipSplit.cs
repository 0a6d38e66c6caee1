using System.Globalization;

namespace P2IKT.Live.Commands;

/// <summary>When a recording goes on in a next clip: after a time, or beyond a size.</summary>
/// <param name="After">The time; null when it is a size.</param>
/// <param name="Bytes">The size; null when it is a time.</param>
internal sealed record ClipSplit(TimeSpan? After, long? Bytes)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private const long Smallest = 1_000_000;

    private static readonly (string Suffix, double Bytes)[] Units = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)];

    /// <summary>Reads "10m" or "2GB"; null when it is neither.</summary>
    public static ClipSplit? TryParse(string text)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out var number) && number * unit is >= Smallest and < long.MaxValue
                        ? new ClipSplit(null, (long)(number * unit))
                    : null;
            }
        }
        return Durations.TryParse(text, out var time) && time >= Shortest ? new ClipSplit(time, null) : null;
    }
}
