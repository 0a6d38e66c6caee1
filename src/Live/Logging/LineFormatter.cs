using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using P2IKT.Live.Capture;
using P2IKT.Live.Terminal;

namespace P2IKT.Live.Logging;

/// <summary>Writes a log message as one line, safe for a terminal: <c>p2ikt-live: 12:30:01.250 warn CameraLost: sentence</c>.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "p2ikt-line";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var failure = logEntry.Exception is { } thrown ? $" ({thrown.GetType().Name}: {thrown.Message})" : "";
        var source = logEntry.EventId.Name ?? logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        var time = DateTime.Now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var line = $"p2ikt-live: {time} {LevelName(logEntry.LogLevel)} {source}: {message}{failure}";
        textWriter.WriteLine(VisibleText.OneLine(AddressSecrets.RedactText(line)));
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
