using System.Globalization;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>A name without extension, but for its number.</summary>
/// <param name="Before">Before the number.</param>
/// <param name="After">Behind it.</param>
/// <param name="Digits">Of the number, at least; 0: the name has none.</param>
internal sealed record NumberedName(string Before, string After, int Digits)
{
    /// <summary>The name with a number.</summary>
    public string With(long number)
    {
        var digits = Digits == 0 ? "" : number.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
        return PortableNames.Replace($"{Before}{digits}{After}", "unnamed");
    }

    /// <summary>The number in a name that was made of this one; null: it was not.</summary>
    public long? NumberIn(string stem)
    {
        var (before, after) = (Before.TrimStart(), After.TrimEnd(' ', '.'));
        if (Digits == 0 || stem.Length < before.Length + after.Length + Digits
            || !stem.StartsWith(before, StringComparison.OrdinalIgnoreCase) || !stem.EndsWith(after, StringComparison.OrdinalIgnoreCase))
            return null;
        var digits = stem.AsSpan(before.Length, stem.Length - before.Length - after.Length);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue
            ? number : null;
    }
}
