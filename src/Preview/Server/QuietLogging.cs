using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// The host's logging without the web server's log of requests: their addresses contain tokens, and who may read a log may not always
/// control the camera.
/// </summary>
internal sealed class QuietLogging(ILoggerFactory inner) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Microsoft.AspNetCore.Hosting", StringComparison.Ordinal) ? NullLogger.Instance
            : inner.CreateLogger(categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The host owns it.
    }
}
