namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The camera's stills within the host: fetches what the camera reports, and reports to the program what becomes of each: it waits, it is
/// on the disk, it was not saved. None that is known of ends otherwise.
/// </summary>
/// <param name="pipe">To the program.</param>
/// <param name="downloads">How they are fetched.</param>
/// <param name="ended">Receives each still that is saved or not: its name, and why not.</param>
internal sealed class HostedStills(HostPipe pipe, StillDownloads downloads, Action<string, CameraStill?, string?> ended) : IDisposable
{
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
            downloads.Add(folder, name);
            pipe.Write(HostMessageType.Waiting, new HostMessage { Name = name });
            return false;
        }
        var (still, problem) = downloads.TakeFromMemory(folder, name);
        Report(name, still, problem, downloads.HoldsOne);
        return true;
    }

    /// <summary>Tries again to save one that is held, or downloads a part of the next; false when there is nothing to do.</summary>
    public bool Step()
    {
        if (downloads.RetryHeld() is var (held, why))
        {
            Report(held?.Name ?? "", held, why, downloads.HoldsOne);
            return true;
        }
        if (downloads.Idle)
            return false;
        var name = downloads.Next;
        if (downloads.Step() is var (still, problem))
            Report(name, still, problem, isHeld: false);
        return true;
    }

    /// <summary>
    /// Takes note of what came of asking the driver what happened. It reads a still out of the camera's memory meanwhile: where that
    /// failed, the still may be gone.
    /// </summary>
    public void Note(int result) =>
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
            Text = $"What happened on the camera could not be read ({Gphoto2Fault.Plain(_missed, "no reason given")}): a picture may still be on it, or be lost if it was in its memory only.",
        });
        _missed = "";
    }

    /// <summary>The camera is lost, and with it what was not fetched.</summary>
    public void Abandon()
    {
        if (downloads.HadOneInMemory)
            ReportMissed();
        foreach (var (name, problem) in downloads.Abandon())
            pipe.Write(HostMessageType.NotSaved, new HostMessage { Name = name, Text = problem });
    }

    public void Dispose() => downloads.Dispose();

    private void Report(string name, CameraStill? still, string? problem, bool isHeld)
    {
        if (still is not null)
            pipe.Write(HostMessageType.Still, new HostMessage { Name = still.Name, Path = still.Path, Number = still.Bytes });
        else
            pipe.Write(isHeld ? HostMessageType.Refused : HostMessageType.NotSaved, new HostMessage { Name = name, Text = problem });
        ended(name, still, problem);
    }
}
