using System.Globalization;

namespace P2IKT.Live.Offline;

/// <summary>Prints a line for each file that ends, for logs and pipes, and one every 30 s during a long file.</summary>
internal sealed class LineDisplay(TextWriter output, TextWriter errors) : IBatchDisplay
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private TimeSpan _lastLineAt;

    /// <inheritdoc/>
    public void Advanced(OfflineInput file, BatchProgress progress)
    {
        lock (_lock)
        {
            if (progress.Elapsed - _lastLineAt < Silence)
                return;
            WriteLine(output, $"[{progress.Ended + 1}/{progress.Files}] {file.Name}: {Standing(progress)}", progress);
        }
    }

    /// <inheritdoc/>
    public void Finished(OfflineInput file, TimeSpan time, BatchProgress progress)
    {
        lock (_lock)
            WriteLine(output, string.Create(
                CultureInfo.InvariantCulture, $"[{progress.Ended}/{progress.Files}] {file.Name}, {time.TotalSeconds:0.0} s: "
                    + $"{Standing(progress)}"), progress);
    }

    /// <inheritdoc/>
    public void Notice(string sentence, BatchProgress progress)
    {
        lock (_lock)
            WriteLine(errors, $"p2ikt-live: {sentence}", progress);
    }

    private void WriteLine(TextWriter to, string line, BatchProgress progress)
    {
        to.WriteLine(line);
        to.Flush();
        _lastLineAt = progress.Elapsed;
    }

    private static string Standing(BatchProgress progress) => string.Create(CultureInfo.InvariantCulture,
        $"{progress.Fraction * 100:0} %, {progress.Rate / 1e6:0.0} MB/s, "
            + $"{(progress.Left is { } left ? $"{Math.Floor(left.TotalMinutes):0}:{left.Seconds:00} left" : "time left unknown")}");
}
