using System.Collections.Concurrent;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Offline;

/// <summary>Deblurs the files of a batch, some at a time. A file that cannot be deblurred is reported, and the rest goes on.</summary>
internal sealed class OfflineBatch
{
    private readonly IReadOnlyList<OfflineInput> _files;
    private readonly OfflineSettings _settings;
    private readonly IBatchDisplay _display;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<(OfflineInput File, long Bytes)> _waiting;
    private readonly ConcurrentDictionary<OfflineInput, double> _running = []; // bytes done of each
    private readonly long _bytes;
    private readonly int _toDo;
    private long _began;
    private long _bytesEnded;
    private int _done;
    private int _failed;

    /// <param name="files">What to deblur; files that are done are left out now.</param>
    /// <param name="settings">For every file.</param>
    /// <param name="display">Shows the progress.</param>
    /// <param name="time">The clock of rates.</param>
    public OfflineBatch(IEnumerable<OfflineInput> files, OfflineSettings settings, IBatchDisplay display, TimeProvider time)
    {
        (_settings, _display, _time) = (settings, display, time);
        _files = [.. files];
        _waiting = new(_files.Where(file => settings.Overwrite || !file.IsDone).Select(file => (file, BytesOf(file.Path))));
        _toDo = _waiting.Count;
        _bytes = _waiting.Sum(file => file.Bytes);
    }

    /// <summary>Files whose results are there from an earlier run.</summary>
    public int DoneEarlier => _files.Count - _toDo;

    /// <summary>Files that are to be deblurred.</summary>
    public int ToDo => _toDo;

    /// <summary>Files that were deblurred.</summary>
    public int Done => _done;

    /// <summary>Files that cannot be deblurred.</summary>
    public int Failed => _failed;

    /// <summary>The progress of the whole batch.</summary>
    public BatchProgress Progress =>
        new(_done + _failed, _toDo, Interlocked.Read(ref _bytesEnded) + _running.Values.Sum(), _bytes, _time.GetElapsedTime(_began));

    /// <summary>Deblurs all, and returns when the last has ended.</summary>
    /// <param name="parallelism">Files at a time.</param>
    /// <param name="stop">Ends the files that are being deblurred, and begins no other.</param>
    /// <exception cref="DeblurException">The model cannot be used: it failed before any file was deblurred.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(int parallelism, CancellationToken stop)
    {
        foreach (var folder in _waiting.Select(file => Path.GetDirectoryName(file.File.Output)!).Distinct())
            AtomicFile.Sweep(folder);
        _began = _time.GetTimestamp();
        using var jobs = new OfflineJobs(_settings, sentence => _display.Notice(sentence, Progress));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(parallelism, Math.Max(1, _toDo)))
            .Select(_ => Task.Run(() => WorkAsync(jobs, ending), CancellationToken.None)));
    }

    private async Task WorkAsync(OfflineJobs jobs, CancellationTokenSource ending)
    {
        try
        {
            while (!ending.IsCancellationRequested && _waiting.TryDequeue(out var next))
                await WorkAsync(jobs, next.File, next.Bytes, ending.Token);
            ending.Token.ThrowIfCancellationRequested();
        }
        catch
        {
            await ending.CancelAsync(); // the other workers end, too: nothing that comes up to here is about one file
            throw;
        }
    }

    private async Task WorkAsync(OfflineJobs jobs, OfflineInput file, long bytes, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        string? sentence = null;
        try
        {
            await jobs.For(file).RunAsync(new Fraction(this, file, bytes), stop);
        }
        catch (OfflineException failed)
        {
            sentence = FailureText.Of(failed);
        }
        catch (DeblurException failed) when (_done > 0) // it works, only not on this one
        {
            sentence = $"'{file.Path}' cannot be deblurred: {FailureText.Of(failed)}";
        }
        // one file must not end the batch
        catch (Exception unexpected) when (unexpected is not (OperationCanceledException or DeblurException))
        {
            sentence = $"'{file.Path}' cannot be deblurred, and this should not have happened; please report it: "
                + $"{unexpected.GetType().Name}: {unexpected.Message}";
        }
        _running.TryRemove(file, out _);
        Interlocked.Add(ref _bytesEnded, bytes);
        Interlocked.Increment(ref sentence is null ? ref _done : ref _failed);
        if (sentence is null)
            _display.Finished(file, _time.GetElapsedTime(began), Progress);
        else
            _display.Notice(sentence, Progress);
    }

    private static long BytesOf(string path)
    {
        try
        {
            return Math.Max(1, new FileInfo(path).Length);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 1; // its job will report it
        }
    }

    private sealed class Fraction(OfflineBatch batch, OfflineInput file, long bytes) : IProgress<double>
    {
        public void Report(double value)
        {
            batch._running[file] = Math.Clamp(value, 0, 1) * bytes;
            batch._display.Advanced(file, batch.Progress);
        }
    }
}
