using System.Diagnostics;

namespace P2IKT.Live.Capture.Gphoto2;

/// <summary>
/// The camera's settings within the host: tells them one at a time, so that each costs the live view a moment only, all at first and when
/// the camera says that something changed, and one every now and then, because some cameras do not say that a dial was turned.
/// </summary>
internal sealed class HostedSettings(HostPipe pipe, Gphoto2Settings settings)
{
    private const int SecondsToSet = 30; // a lens that drives its focus from end to end
    private const int SonyTries = 5;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SonySettles = TimeSpan.FromMilliseconds(200);
    private readonly Queue<(string Name, string Native)> _stale = new(settings.Names);
    private long _askedAt = Stopwatch.GetTimestamp();
    private int _next;

    /// <summary>Tells one setting that is out of date, if there is one.</summary>
    public void TellOne()
    {
        if (_stale.Count == 0 && settings.Names.Count > 0 && Stopwatch.GetElapsedTime(_askedAt) >= Every)
        {
            _stale.Enqueue(settings.Names[_next++ % settings.Names.Count]);
            _askedAt = Stopwatch.GetTimestamp();
        }
        if (_stale.TryDequeue(out var stale) && settings.Read(stale.Name, stale.Native, out var setting) >= 0)
            pipe.Write(HostWord.Setting, new HostNote { Setting = setting });
    }

    /// <summary>Something has changed on the camera: all are told again.</summary>
    public void TellAllAgain()
    {
        if (_stale.Count > 0)
            return; // they are on their way
        foreach (var setting in settings.Names)
            _stale.Enqueue(setting);
    }

    public void Set(HostNote order)
    {
        var (name, native) = settings.Names.FirstOrDefault(setting => setting.Name.Equals(order.Name, StringComparison.OrdinalIgnoreCase));
        if (name is null)
        {
            Refuse(order, $"This camera has no setting '{order.Name}': it has {string.Join(", ", settings.Names.Select(setting => setting.Name))}.");
            return;
        }
        pipe.Write(HostWord.Doing, new HostNote { Text = $"The camera is being set: {name} {order.Text}.", Number = SecondsToSet });
        var value = order.Text ?? "";
        var isSonyDestination = native == SonyDestination.Native; // the driver does not tell that it was refused, nor waits for what was accepted
        for (var tries = 1; ; tries++)
        {
            if (settings.Set(name, native, value) is { } problem)
                Refuse(order, problem);
            else if (settings.Read(name, native, out var setting) < 0)
                Refuse(order, $"{name} was set, but could not be read back: look at the camera.");
            else if (!isSonyDestination || setting!.Value.Equals(value, StringComparison.OrdinalIgnoreCase))
                Took(order, setting!, isSonyDestination);
            else if (tries == SonyTries)
                Refuse(order, $"The camera did not take {name} {value}: put a card in, or set it on the camera.");
            else
            {
                Thread.Sleep(SonySettles);
                continue;
            }
            return;
        }
    }

    private void Took(HostNote order, CameraSetting setting, bool isSonyDestination)
    {
        if (isSonyDestination)
            Gphoto2Settings.ChooseTarget(setting.Value == SonyDestination.Computer ? SettingNames.InMemory : SettingNames.OnCard);
        pipe.Write(HostWord.Setting, new HostNote { Command = order.Command, Setting = setting });
    }

    /// <summary>
    /// libgphoto2 keeps pictures in the camera's memory unless told otherwise: one that then cannot be downloaded is lost. Whoever has
    /// chosen that knows it. A Sony keeps its own choice, which libgphoto2 does not know, and the computer must be part of it.
    /// </summary>
    public void KeepPicturesOnTheCard()
    {
        var chosen = Gphoto2Settings.ChosenTarget();
        foreach (var (name, native) in settings.Names)
        {
            if (native == SettingNames.CaptureTarget && chosen is null)
                _ = settings.Set(name, native, SettingNames.MemoryCard);
            else if (native == SonyDestination.Native && chosen != SettingNames.InMemory)
                _ = settings.Set(name, native, SonyDestination.Both);
        }
    }

    /// <summary>What the camera calls itself: the drivers' table knows network cameras as one.</summary>
    public string? Model()
    {
        _ = settings.Read("maker", "manufacturer", out var maker);
        _ = settings.Read("model", "cameramodel", out var model);
        return $"{maker?.Value} {model?.Value}".Trim() is { Length: > 0 } told ? told : null;
    }

    private void Refuse(HostNote order, string sentence) => pipe.Write(HostWord.Refused, new HostNote { Command = order.Command, Text = sentence });
}
