using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>Saves results of sweeps, one at a time, and finds the files that were saved. Thread-safe.</summary>
/// <param name="folder">Where they go, a full path; made when the first one is saved.</param>
/// <param name="source">Gives the time.</param>
internal sealed class SweepFiles(string folder, SweepSource source)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _saved = new(StringComparer.Ordinal); // names that may be downloaded
    private (SweepRun Run, string[] Names)? _last;
    private bool _isSaving;

    /// <summary>Where they go.</summary>
    public string Folder => folder;

    /// <summary>Whether a result is being saved.</summary>
    public bool IsSaving
    {
        get
        {
            lock (_gate)
                return _isSaving;
        }
    }

    /// <summary>Names of the files of a result, the picture first; empty until it is saved.</summary>
    public IReadOnlyList<string> NamesOf(SweepRun? run)
    {
        lock (_gate)
            return _last is { } last && last.Run == run ? last.Names : [];
    }

    /// <summary>The full path of a file that was saved in this run; null when there is none of that name.</summary>
    public string? Find(string name)
    {
        lock (_gate)
            return _saved.Contains(name) && File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }

    /// <summary>Saves a result under a name that is free.</summary>
    /// <param name="run">Whose result it is.</param>
    /// <param name="result">What to save.</param>
    /// <param name="extension">Of the picture, with its dot.</param>
    /// <exception cref="P2iktException">Another is being saved, or this one cannot be written.</exception>
    public async Task SaveAsync(SweepRun run, StackedPicture result, string extension)
    {
        lock (_gate)
        {
            if (_isSaving)
                throw new SweepException(FaultKind.Failed, "The result is being saved already: wait until that is done.");
            _isSaving = true;
        }
        try
        {
            var now = source.Time.GetLocalNow();
            var files = await Task.Run(() => Save(result, now, extension)).ConfigureAwait(false);
            string[] names = [Path.GetFileName(files.Picture), Path.GetFileName(files.DepthMap), Path.GetFileName(files.Sidecar)];
            lock (_gate)
            {
                _last = (run, names);
                _saved.UnionWith(names);
            }
        }
        finally
        {
            lock (_gate)
                _isSaving = false;
        }
    }

    private StackedFiles Save(StackedPicture result, DateTimeOffset now, string extension)
    {
        try
        {
            var files = StackedFiles.Free(folder, string.Create(CultureInfo.InvariantCulture, $"sweep-{now:yyyyMMdd-HHmmss}"), extension);
            files.Save(result, overwrite: false, now);
            return files;
        }
        catch (CaptureException failed)
        {
            throw new RecordingException(failed.Message, failed);
        }
    }
}
