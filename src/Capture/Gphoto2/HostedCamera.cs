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
    private const int SecondsToSet = 30; // a lens that drives its focus from end to end
    private const int SecondsToRelease = 120; // half a minute of exposure, as much again for the dark frame, and some for the card
    private static readonly TimeSpan EventsEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettingEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PictureDue = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Respite = TimeSpan.FromMilliseconds(10);
    private readonly Gphoto2Session _session = new();
    private readonly Queue<(string Name, string Native)> _toRead = [];
    private Gphoto2Settings? _settings;
    private StillDownloads? _downloads;
    private int _release; // the command that waits for its picture; 0: none
    private long _releasedAt;
    private long _eventsAt;
    private long _settingAt;
    private int _nextSetting;
    private int _faults;

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
        if (!_session.OffersLiveView())
        {
            Lost(Gphoto2Fault.NoLiveView);
            return;
        }
        _settings = new Gphoto2Settings(_session);
        _downloads = new StillDownloads(_session, stills);
        pipe.Write(HostWord.Opened, new HostNote { Name = ModelOf(_settings) });
        KeepPicturesOnTheCard(_settings);
        foreach (var setting in _settings.Names)
            _toRead.Enqueue(setting);
        while (!orders.IsCompleted)
        {
            if (!Step(_settings, _downloads))
                return;
        }
        Dispose();
    }

    public void Dispose()
    {
        _downloads?.Dispose();
        _session.Dispose();
    }

    /// <summary>One thing that holds up the live view, then one picture of it; false when the camera is lost.</summary>
    private bool Step(Gphoto2Settings settings, StillDownloads downloads)
    {
        if (orders.TryTake(out var order))
            Obey(settings, order.Word, order.Note);
        else if (!downloads.Idle)
            Download(downloads);
        else if (_toRead.TryDequeue(out var stale))
            Tell(settings, stale);
        if (_release != 0 || Stopwatch.GetElapsedTime(_eventsAt) >= EventsEvery)
            TakeEvents(downloads);
        if (_toRead.Count == 0 && Stopwatch.GetElapsedTime(_settingAt) >= SettingEvery && settings.Names.Count > 0)
        {
            _toRead.Enqueue(settings.Names[_nextSetting++ % settings.Names.Count]); // some cameras do not tell that a dial was turned
            _settingAt = Stopwatch.GetTimestamp();
        }
        return Show();
    }

    private bool Show()
    {
        var result = _session.Preview(out var jpeg);
        if (result >= 0)
        {
            _faults = 0;
            pipe.Write(HostWord.Picture, jpeg);
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

    private void Obey(Gphoto2Settings settings, HostWord word, HostNote note)
    {
        if (word == HostWord.Release)
            Release(note);
        else if (word == HostWord.Set)
            Set(settings, note);
    }

    private void Set(Gphoto2Settings settings, HostNote note)
    {
        var (name, native) = settings.Names.FirstOrDefault(setting => setting.Name.Equals(note.Name, StringComparison.OrdinalIgnoreCase));
        if (name is null)
        {
            Refuse(note.Command, $"This camera has no setting '{note.Name}': it has {string.Join(", ", settings.Names.Select(setting => setting.Name))}.");
            return;
        }
        pipe.Write(HostWord.Doing, new HostNote { Text = $"The camera is being set: {name} {note.Text}.", Number = SecondsToSet });
        if (settings.Set(name, native, note.Text ?? "") is { } problem)
            Refuse(note.Command, problem);
        else if (settings.Read(name, native, out var setting) >= 0)
            pipe.Write(HostWord.Setting, new HostNote { Command = note.Command, Setting = setting });
        else
            Refuse(note.Command, $"{name} was set, but could not be read back.");
    }

    private void Release(HostNote note)
    {
        if (_release != 0)
        {
            Refuse(note.Command, "The camera is still busy with the picture before; release it again when that is there.");
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
            _downloads!.Add(folder, name);
    }

    private void TakeEvents(StillDownloads downloads)
    {
        for (var i = 0; i < 20 && _session.NextEvent(out var happened, out var folder, out var name) >= 0 && happened != CameraEvent.None; i++)
        {
            if (happened == CameraEvent.FileAdded)
                downloads.Add(folder, name);
            else if (happened == CameraEvent.Unknown && name.Contains("changed", StringComparison.Ordinal) && _toRead.Count == 0)
                ReadAllAgain();
        }
        _eventsAt = Stopwatch.GetTimestamp();
        if (_release == 0 || !downloads.Idle || Stopwatch.GetElapsedTime(_releasedAt) < PictureDue)
            return;
        Refuse(_release, "The camera was released, but no picture came: check that it can focus, and that its card has room.");
        _release = 0;
    }

    private void ReadAllAgain()
    {
        foreach (var setting in _settings!.Names)
            _toRead.Enqueue(setting);
    }

    private void Tell(Gphoto2Settings settings, (string Name, string Native) stale)
    {
        if (settings.Read(stale.Name, stale.Native, out var setting) >= 0)
            pipe.Write(HostWord.Setting, new HostNote { Setting = setting });
    }

    private void Download(StillDownloads downloads)
    {
        if (downloads.Step() is not var (still, problem))
            return;
        if (still is not null)
            pipe.Write(HostWord.Still, new HostNote { Command = _release, Name = still.Name, Path = still.Path, Number = still.Bytes });
        else
            pipe.Write(HostWord.NotSaved, new HostNote { Command = _release, Text = problem });
        _release = 0;
    }

    private string ModelOf(Gphoto2Settings settings)
    {
        if (!port.StartsWith("ptpip:", StringComparison.Ordinal))
            return _session.Model();
        // The driver's table knows network cameras as one: the camera itself tells.
        _ = settings.Read("maker", "manufacturer", out var maker);
        _ = settings.Read("model", "cameramodel", out var model);
        return $"{maker?.Value} {model?.Value}".Trim() is { Length: > 0 } told ? told : _session.Model();
    }

    /// <summary>
    /// libgphoto2 keeps pictures in the camera's memory unless told otherwise: one that then cannot be downloaded is lost. Whoever has
    /// chosen that knows it.
    /// </summary>
    private static void KeepPicturesOnTheCard(Gphoto2Settings settings)
    {
        if (!Gphoto2Settings.TargetWasChosen() && settings.Names.Any(setting => setting.Native == SettingNames.CaptureTarget))
            _ = settings.Set(SettingNames.CaptureTarget, SettingNames.CaptureTarget, "Memory card");
    }

    /// <summary>A device that this user may not open fails like one that is broken.</summary>
    private int Cause(int result)
    {
        if (result == Gphoto2Fault.General && port.StartsWith("ptpip:", StringComparison.Ordinal))
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
        foreach (var problem in _downloads?.Abandon() ?? [])
            pipe.Write(HostWord.NotSaved, new HostNote { Text = problem });
        pipe.Write(HostWord.Failed, new HostNote { Code = code, Text = words ?? Gphoto2Library.Says(code) });
        return false;
    }
}
