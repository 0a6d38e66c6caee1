using System.Globalization;
using System.Text;

namespace P2IKT.Live.Preview.Operation;

/// <summary>
/// The text format of Prometheus, version 0.0.4 (prometheus.io, "Exposition formats"), with names as the OpenTelemetry specification
/// translates them ("Prometheus and OpenMetrics compatibility").
/// </summary>
/// <remarks>
/// The exporters that the .NET packages offer are a pre-release (OpenTelemetry) or no longer maintained (prometheus-net), hence this class.
/// </remarks>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name of a metric: <c>p2ikt.deblur.duration</c> in s is <c>p2ikt_deblur_duration_seconds</c>.</summary>
    public static string NameOf(string instrument, string? unit, bool isCounter)
    {
        var name = Sanitize(instrument);
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }; // {frame} and the like are annotations, no units
        if (!name.EndsWith(suffix, StringComparison.Ordinal))
            name += suffix;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>Labels in braces; empty when there are none.</summary>
    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder("{");
        foreach (var (name, value) in tags)
        {
            if (text.Length > 1)
                text.Append(',');
            var shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(Sanitize(name)).Append("=\"").Append(Escape(shown).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        return text.Append('}').ToString();
    }

    public static void AppendHead(StringBuilder text, string name, string type, string? help)
    {
        if (help is not null)
            text.Append("# HELP ").Append(name).Append(' ').Append(Escape(help)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    public static void AppendSample(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels).Append(' ').Append(Number(value)).Append('\n');

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Sanitize(string name) =>
        string.Concat(name.Select(static (c, at) => char.IsAsciiLetter(c) || (at > 0 && char.IsAsciiDigit(c)) ? c : '_'));
}
