using Microsoft.Extensions.Logging;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Pipeline;

/// <summary>Writes notices to a log, with their code as the name of the event.</summary>
internal static class NoticeLog
{
    /// <summary>Logs from now on; disposing the result ends it.</summary>
    public static IDisposable Attach(IObservable<Notice> notices, ILogger logger) =>
        notices.Subscribe(notice => logger.Log(LevelOf(notice), new EventId(0, notice.Code), "{Notice}", notice.Text), static _ => { });

    private static LogLevel LevelOf(Notice notice) => notice.Level switch
    {
        NoticeLevel.Error => LogLevel.Error,
        NoticeLevel.Warning => LogLevel.Warning,
        _ => LogLevel.Information,
    };
}
