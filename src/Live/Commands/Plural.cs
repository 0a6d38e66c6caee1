using System.Globalization;

namespace P2IKT.Live.Commands;

/// <summary>Numbers with their nouns, as the commands print them.</summary>
internal static class Plural
{
    /// <summary>"1 file", "2 files".</summary>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
