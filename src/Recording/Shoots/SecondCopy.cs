using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// Copies each file of a shoot to another disk, one after another, and verifies every copy (<see cref="VerifiedCopy"/>). What cannot be
/// copied now waits, and is tried again until it can be: the files themselves are never touched. Thread-safe.
/// </summary>
public sealed class SecondCopy : IAsyncDisposable
{
    /// <summary>Between two tries while the disk is missing, full or broken.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private static readonly string[] Replaced = [".xmp", ".json"]; // sidecars, which change

    private static readonly EnumerationOptions Listed = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, MatchType = MatchType.Simple,
    };

    private readonly Lock _gate = new();
    private readonly LinkedList<string> _waiting = []; // full paths
    private readonly SemaphoreSlim _added = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string[] _roots;
    private readonly CopyDisk _disk;
    private readonly TimeProvider _time;
    private readonly Func<string, Stream> _reopen;
    private readonly Task _running;
    private CopyState _state;
    private string? _copying; // it waits, too, until its copy is made
    private bool _hasChanged; // while it was copied: it is copied once more
    private bool _isStopped; // nothing is added any more

    /// <summary>Begins; the disk need not be there yet.</summary>
    /// <param name="folder">The folder of the copies, on another disk. It is never made.</param>
    /// <param name="roots">The folders of pictures and clips: a copy keeps the path within its root.</param>
    /// <param name="time">Measures <see cref="RetryDelay"/>; the system's by default.</param>
    public SecondCopy(string folder, IReadOnlyList<string> roots, TimeProvider? time = null)
        : this(folder, roots, time, VerifiedCopy.Open)
    {
    }

    internal SecondCopy(string folder, IReadOnlyList<string> roots, TimeProvider? time, Func<string, Stream> reopen)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(roots);
        var full = Path.GetFullPath(folder);
        _roots = [.. roots.Select(Path.GetFullPath)];
        if (_roots.FirstOrDefault(root => IsWithin(full, root) || IsWithin(root, full)) is { } inside)
        {
            throw new RecordingException(FaultKind.WrongUsage,
                $"Second copies cannot go to '{full}', because the folder '{inside}' of the originals is in it or around it: name a "
                    + "folder on another disk.")
            {
                Subject = full,
            };
        }
        (_disk, _time, _reopen) = (new CopyDisk(full), time ?? TimeProvider.System, reopen);
        _state = new CopyState
        {
            Folder = full,
            Notice = _roots.Any(_disk.IsOnDiskOf)
                ? $"The second copies in {full} are on the same disk as the originals: choose a folder on another disk." : null,
        };
        _running = Task.Run(RunAsync);
    }

    /// <summary>Its state now.</summary>
    public CopyState State
    {
        get
        {
            // Outside the lock: a disk that hangs must not hold up who adds a file. A folder that is missing is told before the first file.
            var (free, absent) = (_disk.Free, _disk.AbsenceReason);
            lock (_gate)
                return _state with { Pending = _waiting.Count, DiskFree = free, Problem = _state.Problem ?? absent };
        }
    }

    /// <summary>Whether a file is in one of the roots.</summary>
    public bool Covers(string file) => Array.Exists(_roots, root => IsWithin(Path.GetFullPath(file), root));

    /// <summary>
    /// Copies a file, soon; one that waits already is copied once. Does nothing after the disposal: <see cref="AddFolder"/> finds the file
    /// in a later run.
    /// </summary>
    /// <param name="file">Full path, within one of the roots; complete.</param>
    /// <exception cref="ArgumentException">It is in none of the roots.</exception>
    public void Add(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var full = Path.GetFullPath(file);
        _ = CopyOf(full);
        lock (_gate)
        {
            _hasChanged |= full == _copying;
            if (_isStopped || _waiting.Contains(full))
                return;
            _waiting.AddLast(full);
            _added.Release(); // within the lock: it is disposed after the disposal has had the lock
        }
    }

    /// <summary>
    /// Copies whatever is in a folder and has no copy: what an earlier run could not copy. Hidden files and subfolders are left out, and
    /// what has a copy is compared with it.
    /// </summary>
    /// <param name="folder">Within one of the roots; it need not be there.</param>
    public void AddFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            if (!Directory.Exists(folder))
                return;
            foreach (var file in Directory.EnumerateFiles(folder, "*", Listed).Order(StringComparer.Ordinal))
                Add(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
                _state = _state with { Notice = $"The folder {folder} cannot be listed for second copies "
                    + $"({refused.Message.TrimEnd('.')}): check who may read it." };
        }
    }

    /// <summary>Waits until every file has its copy.</summary>
    /// <param name="timeout">At most so long.</param>
    /// <returns>Whether every file has.</returns>
    public async Task<bool> FlushAsync(TimeSpan timeout)
    {
        var began = _time.GetTimestamp();
        while (State is { Pending: > 0, Phase: not CopyPhase.Waiting } && _time.GetElapsedTime(began) < timeout)
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None).ConfigureAwait(false);
        return State.Pending == 0;
    }

    /// <summary>Stops; a copy that is under way is given up, and leaves nothing behind.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        _added.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                if (Next() is not { } file)
                {
                    Set(CopyPhase.Idle, null);
                    await _added.WaitAsync(_stop.Token).ConfigureAwait(false);
                }
                else if (await CopyAsync(file).ConfigureAwait(false) is { } problem)
                {
                    Set(CopyPhase.Waiting, problem);
                    await Task.Delay(RetryDelay, _time, _stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }
    }

    /// <summary>Copies a file; null when it is done with, else why it must be tried again.</summary>
    private async Task<string?> CopyAsync(string file)
    {
        try
        {
            lock (_gate)
                (_copying, _hasChanged) = (file, false);
            if (new FileInfo(file) is not { Exists: true } original)
            {
                Done(file, isGone: true);
                return null;
            }
            if (_disk.UnavailableReason(original.Length) is { } reason)
                return reason;
            Set(CopyPhase.Copying, null);
            var replaces = Replaced.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
            if (!await VerifiedCopy.WriteAsync(file, CopyOf(file), replaces, _reopen, _stop.Token).ConfigureAwait(false))
            {
                Postpone(file);
                return $"The copy of {Path.GetFileName(file)} in {_state.Folder} differed from the original and was removed: check "
                    + "that disk; it is tried again.";
            }
            Done(file, isGone: false);
            return null;
        }
        catch (FileNotFoundException) when (!File.Exists(file))
        {
            Done(file, isGone: true);
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Postpone(file);
            return $"{Path.GetFileName(file)} was not copied to {_state.Folder} ({failed.Message.TrimEnd('.')}): "
                + "check that its disk is connected, has room and may be written; it is tried again.";
        }
#pragma warning disable CA1031 // whatever a file or a disk does, the other files are copied
        catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Postpone(file);
            return $"{Path.GetFileName(file)} was not copied to {_state.Folder} ({fault.GetType().Name}: {fault.Message.TrimEnd('.')}): "
                + "please report it; it is tried again.";
        }
    }

    private string? Next()
    {
        lock (_gate)
            return _waiting.First?.Value;
    }

    private void Done(string file, bool isGone)
    {
        lock (_gate)
        {
            _copying = null;
            if (_hasChanged)
                return;
            _waiting.Remove(file);
            _state = isGone ? _state with { Gone = _state.Gone + 1 } : _state with { Copied = _state.Copied + 1 };
        }
    }

    /// <summary>Tries the others first: one that cannot be read must not hold them up.</summary>
    private void Postpone(string file)
    {
        lock (_gate)
        {
            _waiting.Remove(file);
            _waiting.AddLast(file);
        }
    }

    private void Set(CopyPhase phase, string? problem)
    {
        lock (_gate)
            _state = _state with { Phase = phase, Problem = problem };
    }

    private string CopyOf(string file) => _roots.FirstOrDefault(root => IsWithin(file, root)) is { } home
        ? Path.Combine(_state.Folder, Path.GetRelativePath(home, file))
        : throw new ArgumentException($"'{file}' is in none of the folders {string.Join(", ", _roots)}.", nameof(file));

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);
}
