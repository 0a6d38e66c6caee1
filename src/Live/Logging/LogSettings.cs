using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace P2IKT.Live.Logging;

/// <summary>What is logged on stderr, and how.</summary>
/// <param name="Format">Sentences or JSON.</param>
/// <param name="IsVerbose">Whether details of the run and of the web server are logged, too.</param>
internal sealed record LogSettings(LogFormat Format, bool IsVerbose)
{
    private const int MaxQueued = 1000; // messages; what a terminal that is held (Ctrl-S) does not take is dropped

    /// <summary>Whether the notices of a run are logged, instead of printed as bare sentences.</summary>
    public bool IsOn => IsVerbose || Format == LogFormat.Json;

    /// <summary>Begins to log; disposing the result writes what is left. Null when nothing is logged.</summary>
    public ILoggerFactory? Open() => !IsOn ? null : LoggerFactory.Create(log =>
    {
        log.SetMinimumLevel(IsVerbose ? LogLevel.Debug : LogLevel.Information);
        log.AddFilter("Microsoft", IsVerbose ? LogLevel.Information : LogLevel.Warning);
        // The first logs addresses with their query, which may hold a token; the second repeats at each request what /healthz answers.
        log.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        log.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        log.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        log.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        log.AddConsole(console =>
        {
            console.FormatterName = Format == LogFormat.Json ? JsonLineFormatter.FormatterName : LineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            (console.QueueFullMode, console.MaxQueueLength) = (ConsoleLoggerQueueFullMode.DropWrite, MaxQueued);
        });
    });
}
