using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Logging;

/// <summary>
/// Writes a log message as one line of JSON: time (UTC), level, event, category, message, and the values that the message holds.
/// </summary>
/// <remarks>The formatter of Microsoft.Extensions.Logging.Console leaves out the name of the event, and hides no password.</remarks>
internal sealed class JsonLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "p2ikt-json";
    private const string Template = "{OriginalFormat}"; // how Microsoft.Extensions.Logging names the message's template among the values

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level"u8, logEntry.LogLevel.ToString().ToLowerInvariant());
            if (logEntry.EventId.Name is { } name)
                json.WriteString("event"u8, name);
            json.WriteString("category"u8, logEntry.Category);
            json.WriteString("message"u8, AddressSecrets.RedactText(logEntry.Formatter(logEntry.State, logEntry.Exception)));
            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
                Write(json, values);
            if (logEntry.Exception is { } failure)
                json.WriteString("exception"u8, AddressSecrets.RedactText($"{failure.GetType().Name}: {failure.Message}"));
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        json.WriteStartObject("values"u8);
        foreach (var (name, value) in values)
        {
            if (name == Template)
                continue;
            json.WritePropertyName(name);
            switch (value)
            {
                case null: json.WriteNullValue(); break;
                case long number: json.WriteNumberValue(number); break;
                case int number: json.WriteNumberValue(number); break;
                case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
                case bool flag: json.WriteBooleanValue(flag); break;
                default:
                    json.WriteStringValue(AddressSecrets.RedactText(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                    break;
            }
        }
        json.WriteEndObject();
    }
}
