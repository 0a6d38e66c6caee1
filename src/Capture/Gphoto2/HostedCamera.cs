using System.Collections.Concurrent;
using System.Diagnostics;

namespace P2IKT.Live.Capture.Gphoto2;

/// <summary>
/// The camera within the host: streams its live view, and between pictures does what it is ordered to, takes in what happened on the
/// camera, reads its settings one by one, and downloads stills part by part. All on the thread that calls <see cref="Run"/>.
/// </summary>
internal sealed class HostedCamera(HostPipe pipe, BlockingCollection<(HostWord Word, HostNote Note)> orders, string port, string stills) : IDisposable
{
    private const int FaultsUntilLost = 30; // in a row, as for any live source
    private const int SecondsToRelease = 120; // half a minute of exposure, as much again for the dark frame, and some for the card
    private const string SonyChange = "PTP Event c203"; // a property changed; the driver has no words for it
    private static readonly TimeSpan EventsEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PictureDue = TimeSpan.FromSeconds(75); // the longest exposure and its dark frame
    private static readonly TimeSpan Respite = TimeSpan.FromMilliseconds(10);
    private readonly Gphoto2Session _session = new();
    private StillDownloads? _downloads;
    private int _release; // the command that waits for its picture; 0: none
    private long _releasedAt;
    private long _eventsAt;
    private string? _missed; // why the driver could not say what happened; empty: it was told
    private int _faults;

    private bool IsOnTheNetwork => port.StartsWith("ptpip:", StringComparison.Ordinal);

    /// <summary>Tells which cameras are connected.</summary>
    public static void Search(HostPipe pipe)
    {
        foreach (var (name, at) in Gphoto2Session.Detect())
            pipe.Write(HostWord.Found, new HostNote { Name = name, Text = at });
        pipe.Write(HostWord.Searched);
    }

    /// <summary>Opens the camera and serves it until the orders end or it is lost.</summary>
    public void Run()
    {
        var result = _session.Open(port);
        if (result < 0)
        {
            Lost(Cause(result));
            return;
        }
        var settings = new HostedSettings(pipe, new Gphoto2Settings(_session));
        _downloads = new StillDownloads(_session, stills);
        pipe.Write(HostWord.Opened, new HostNote { Name = (IsOnTheNetwork ? settings.Model() : null) ?? _session.Model() });
        settings.KeepPicturesOnTheCard();
        while (!orders.IsCompleted)
        {
            if (!Step(settings, _downloads))
                return;
        }
        TakeEvents(settings, _downloads); // what the camera has in its memory only would be lost
        Dispose();
    }

    public void Dispose()
    {
        _downloads?.Dispose();
        _session.Dispose();
    }

    /// <summary>One thing that holds up the live view, then one picture of it; false when the camera is lost.</summary>
    private bool Step(HostedSettings settings, StillDownloads downloads)
    {
        if (orders.TryTake(out var order))
            Obey(settings, downloads, order.Word, order.Note);
        else if (downloads.RetryHeld() is var (held, problem))
            Tell(downloads, held, problem);
        else if (!downloads.Idle)
            Download(downloads);
        else
            settings.TellOne();
        if (_release != 0 || Stopwatch.GetElapsedTime(_eventsAt) >= EventsEvery)
            TakeEvents(settings, downloads);
        return Show();
    }

    private bool Show()
    {
        var result = _session.Preview(out var jpeg);
        if (result >= 0)
        {
            _faults = 0;
            pipe.Write(HostWord.Picture, jpeg);
            TellMissed();
            return true;
        }
        var words = Gphoto2Session.TakeWords();
        if (result == Gphoto2Fault.NotSupported)
            return Lost(Gphoto2Fault.NoLiveView, words);
        // A picture that is none is a general error, and so is a camera whose mirror is up; whatever else it is, it is gone.
        if (result is not (Gphoto2Fault.General or Gphoto2Fault.CameraBusy))
            return Lost(result, words);
        if (_release == 0 && ++_faults >= FaultsUntilLost)
            return Lost(result, words);
        pipe.Write(result == Gphoto2Fault.General && _release == 0 ? HostWord.BrokenPicture : HostWord.Alive);
        Thread.Sleep(Respite);
        return true;
    }

    private void Obey(HostedSettings settings, StillDownloads downloads, HostWord word, HostNote note)
    {
        if (word == HostWord.Release)
            Release(settings, downloads, note);
        else if (word == HostWord.Set)
            settings.Set(note);
    }

    private void Release(HostedSettings settings, StillDownloads downloads, HostNote note)
    {
        if (_release != 0)
        {
            Refuse(note.Command, "The camera is still busy with the picture before; release it again when that is there.");
            return;
        }
        TakeEvents(settings, downloads); // the driver throws away what it has not told yet
        if (downloads.HoldsOne)
        {
            Refuse(note.Command, $"The camera was not released, because the picture before could not be saved in {stills}: make room there, or let it be written.");
            return;
        }
        pipe.Write(HostWord.Doing, new HostNote { Text = "The camera is taking a picture.", Number = SecondsToRelease });
        var result = _session.Release(out var folder, out var name);
        if (result < 0)
        {
            Refuse(note.Command, $"The camera did not release: {Gphoto2Fault.Plain(Gphoto2Session.TakeWords() ?? Gphoto2Library.Says(result), "no reason given")}; check that it can focus, and that its card has room.");
            return;
        }
        (_release, _releasedAt) = (note.Command, Stopwatch.GetTimestamp());
        if (name.Length > 0)
            Arrived(downloads, folder, name);
    }

    private void TakeEvents(HostedSettings settings, StillDownloads downloads)
    {
        for (var i = 0; i < 20 && !downloads.HoldsOne; i++)
        {
            var result = _session.NextEvent(out var happened, out var folder, out var name);
            _missed = result >= 0 || result == Gphoto2Fault.NotSupported ? null : _missed ?? Gphoto2Session.TakeWords() ?? Gphoto2Library.Says(result);
            if (result < 0 || happened == CameraEvent.None)
                break;
            if (happened == CameraEvent.FileAdded)
                Arrived(downloads, folder, name);
            else if (happened == CameraEvent.Unknown && (name.Contains("changed", StringComparison.Ordinal) || name.StartsWith(SonyChange, StringComparison.Ordinal)))
                settings.TellAllAgain();
        }
        _eventsAt = Stopwatch.GetTimestamp();
        if (_release == 0 || !downloads.Idle || Stopwatch.GetElapsedTime(_releasedAt) < PictureDue)
            return;
        Refuse(_release, "The camera was released, but no picture came: check that it can focus, and that its card has room.");
        _release = 0;
    }

    private void Arrived(StillDownloads downloads, string folder, string name)
    {
        if (!StillDownloads.IsFromMemory(folder, name))
        {
            downloads.Add(folder, name);
            return;
        }
        var (still, problem) = downloads.TakeFromMemory(folder, name);
        Tell(downloads, still, problem);
    }

    private void Download(StillDownloads downloads)
    {
        if (downloads.Step() is var (still, problem))
            Tell(downloads, still, problem);
    }

    private void Tell(StillDownloads downloads, CameraStill? still, string? problem)
    {
        if (still is not null)
            pipe.Write(HostWord.Still, new HostNote { Command = _release, Name = still.Name, Path = still.Path, Number = still.Bytes });
        else
            pipe.Write(downloads.HoldsOne ? HostWord.Refused : HostWord.NotSaved, new HostNote { Command = _release, Text = problem });
        _release = 0;
    }

    /// <summary>The driver reads a still out of the camera's memory while it tells what happened; where that failed, the still may be gone.</summary>
    private void TellMissed()
    {
        if (_missed is not { Length: > 0 })
            return;
        pipe.Write(HostWord.NotSaved, new HostNote
        {
            Text = $"What happened on the camera could not be read ({Gphoto2Fault.Plain(_missed, "no reason given")}): a picture may still be on it, or be lost if it was in its memory only.",
        });
        _missed = "";
    }

    /// <summary>A device that this user may not open fails like one that is broken.</summary>
    private int Cause(int result)
    {
        if (result == Gphoto2Fault.General && IsOnTheNetwork)
            return Gphoto2Fault.Refused;
        var path = port.Split(':', ',') is ["usb", var bus, var device] ? $"/dev/bus/usb/{bus}/{device}" : null;
        if (path is null || !OperatingSystem.IsLinux() || !File.Exists(path))
            return result;
        try
        {
            using var opened = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return result;
        }
        catch (UnauthorizedAccessException)
        {
            return Gphoto2Fault.NoPermission;
        }
        catch (IOException)
        {
            return result;
        }
    }

    private void Refuse(int command, string sentence) => pipe.Write(HostWord.Refused, new HostNote { Command = command, Text = sentence });

    private bool Lost(int code, string? words = null)
    {
        words ??= Gphoto2Session.TakeWords();
        if (_downloads is { HadOneInMemory: true })
            TellMissed();
        foreach (var problem in _downloads?.Abandon() ?? [])
            pipe.Write(HostWord.NotSaved, new HostNote { Text = problem });
        pipe.Write(HostWord.Failed, new HostNote { Code = code, Text = words ?? Gphoto2Library.Says(code) });
        return false;
    }
}
