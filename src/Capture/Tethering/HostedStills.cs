using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The camera's stills within the host: fetches what the camera reports, and reports to the program what becomes of each: it waits, it is
/// on the disk, it was not saved. None that is known of ends otherwise.
/// </summary>
/// <param name="pipe">To the program.</param>
/// <param name="session">The camera.</param>
/// <param name="downloads">How they are fetched.</param>
/// <param name="ended">Receives each still that is saved or not: its name, and why not.</param>
internal sealed class HostedStills(
    HostPipe pipe, Gphoto2Session session, StillDownloads downloads, Action<string, CameraStill?, string?> ended) : IDisposable
{
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal); // folders
    private static readonly TimeSpan ReportLate = TimeSpan.FromSeconds(5); // of a file that was fetched without
    private readonly HashSet<(string, string)> _reported = []; // by the camera
    private readonly Dictionary<(string, string), long> _ordered = []; // fetched without its report, which may still come; when it was done
    private string? _missed; // why the driver could not say what happened; empty: it was reported

    /// <summary>Nothing is to be done.</summary>
    public bool Idle => downloads.Idle;

    /// <summary>
    /// One that only the driver has left waits for a disk that takes it: the driver must not be asked what happened, or it forgets it.
    /// </summary>
    public bool HoldsOne => downloads.HoldsOne;

    /// <summary>The camera has reported a file: one on its card is downloaded part by part, one out of its memory is saved now.</summary>
    /// <returns>Whether it came out of the memory.</returns>
    public bool Arrive(string folder, string name)
    {
        if (!StillDownloads.IsFromMemory(folder, name))
        {
            // A later file of the same name is another one: the card was erased meanwhile.
            if (!_ordered.Remove((folder, name), out var doneAt) || (doneAt != 0 && Stopwatch.GetElapsedTime(doneAt) > ReportLate))
            {
                _reported.Add((folder, name));
                Enqueue(folder, name, isLate: false);
            }
            return false;
        }
        var (still, problem) = downloads.TakeFromMemory(folder, name);
        Report(null, name, still, problem, downloads.HoldsOne);
        return true;
    }

    /// <summary>Fetches files that were taken while the camera was away.</summary>
    public void Fetch(HostMessage order)
    {
        foreach (var name in order.Names ?? [])
        {
            if (!_reported.Contains((order.Folder!, name)) && _ordered.TryAdd((order.Folder!, name), 0))
                Enqueue(order.Folder!, name, isLate: true);
        }
    }

    /// <summary>Reports what is in a folder of the card; without names where the camera cannot list it.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="order">The order that asks for it; null: it is listed without one.</param>
    public void List(string folder, HostMessage? order = null)
    {
        _listed.Add(folder);
        var parent = folder.LastIndexOf('/') is > 0 and var end ? folder[..end] : "/";
        var (names, siblings) = (new List<string>(), new List<string>());
        if (session.List(folder, folders: false, names) < 0 || session.List(parent, folders: true, siblings) < 0)
        {
            _ = Gphoto2Session.TakeLastLibraryError();
            pipe.Write(HostMessageType.Listed, new HostMessage { Folder = folder, Command = order?.Command ?? 0 });
            return;
        }
        pipe.Write(HostMessageType.Listed, new HostMessage
        {
            Folder = folder,
            Command = order?.Command ?? 0,
            Names = names,
            Folders = [.. siblings.Select(sibling => $"{parent.TrimEnd('/')}/{sibling}")],
            Files = [.. (order?.Names ?? []).Where(names.Contains).Union(names.TakeLast(CardFolder.MostProof))
                .Select(name => new CameraStill(name, "", session.LengthOf(folder, name)))],
        });
    }

    /// <summary>Tries again to save one that is held, or downloads a part of the next; false when there is nothing to do.</summary>
    public bool Step()
    {
        if (downloads.RetryHeld() is var (held, why))
        {
            Report(null, held?.Name ?? "", held, why, downloads.HoldsOne);
            return true;
        }
        if (downloads.Idle)
            return false;
        var (folder, name) = downloads.Next;
        if (!_listed.Contains(folder))
            List(folder); // what is older than the session
        else if (downloads.Step() is var (still, problem))
            Report(folder, name, still, problem, isHeld: false);
        return true;
    }

    /// <summary>
    /// Records what came of asking the driver what happened. It reads a still out of the camera's memory meanwhile: where that
    /// failed, the still may be gone.
    /// </summary>
    public void Record(int result) =>
        _missed = result >= 0 || result == Gphoto2Fault.NotSupported
            ? null
            : _missed ?? Gphoto2Session.TakeLastLibraryError() ?? Gphoto2Library.Says(result);

    /// <summary>Reports once what the driver could not do.</summary>
    public void ReportMissed()
    {
        if (_missed is not { Length: > 0 })
            return;
        pipe.Write(HostMessageType.NotSaved, new HostMessage
        {
            Text = $"What happened on the camera could not be read ({Gphoto2Fault.Plain(_missed, "no reason given")}): a picture may still "
                + "be on it, or be lost if it was in its memory only.",
        });
        _missed = "";
    }

    /// <summary>The camera is lost, and with it what was not fetched.</summary>
    public void Abandon()
    {
        if (downloads.HadOneInMemory)
            ReportMissed();
        foreach (var (folder, name, problem) in downloads.Abandon())
            pipe.Write(HostMessageType.NotSaved, new HostMessage { Folder = folder, Name = name, Text = problem });
    }

    public void Dispose() => downloads.Dispose();

    private void Enqueue(string folder, string name, bool isLate)
    {
        downloads.Add(folder, name, isLate);
        pipe.Write(HostMessageType.Waiting, new HostMessage { Folder = folder, Name = name });
    }

    private void Report(string? folder, string name, CameraStill? still, string? problem, bool isHeld)
    {
        if (folder is not null && _ordered.ContainsKey((folder, name)))
            _ordered[(folder, name)] = Stopwatch.GetTimestamp();
        if (still is not null)
        {
            pipe.Write(
                HostMessageType.Still, new HostMessage { Folder = folder, Name = still.Name, Path = still.Path, Number = still.Bytes });
        }
        else
        {
            pipe.Write(
                isHeld ? HostMessageType.Refused : HostMessageType.NotSaved,
                new HostMessage { Folder = folder, Name = name, Text = problem });
        }
        ended(name, still, problem);
    }
}
