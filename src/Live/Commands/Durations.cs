using System.Globalization;

namespace P2IKT.Live.Commands;

/// <summary>Durations as people write them: "500ms", "30s", "5m", "1.5h"; a bare number is seconds.</summary>
internal static class Durations
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var unit = Units.First(u => text.EndsWith(u.Suffix, StringComparison.OrdinalIgnoreCase));
        if (!double.TryParse(text[..^unit.Suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        var seconds = number * unit.Seconds;
        if (seconds is not (> 0 and <= 40 * 24 * 3600)) // what a timer takes
            return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
