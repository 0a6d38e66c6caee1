using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The camera's settings within the host: reports them one at a time, so that each costs the live view a moment only, all at first and when
/// the camera says that something changed, and one every now and then, because some cameras do not say that a dial was turned.
/// </summary>
internal sealed class HostedSettings(HostPipe pipe, Gphoto2Settings settings)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private readonly string[] _names = [.. settings.Names];
    private readonly Queue<string> _stale = new(settings.Names);
    private long _askedAt = Stopwatch.GetTimestamp();
    private int _next;

    /// <summary>Whether the camera writes a RAW beside each JPEG: all drivers put a plus between the two.</summary>
    public bool MakesTwoFiles { get; private set; }

    /// <summary>
    /// How often the camera is asked what happened, while nothing is released: for a Sony the driver reads all of its properties each time.
    /// </summary>
    public TimeSpan EventsEvery { get; } = TimeSpan.FromMilliseconds(settings.IsSony ? 300 : 100);

    /// <summary>Whether pictures may be in the camera's memory only, until they are fetched.</summary>
    public bool PicturesComeFromMemory => settings.IsSony || Gphoto2Settings.ChosenTarget() == SettingNames.InMemory;

    /// <summary>Sends one setting that is out of date; false when there is none.</summary>
    public bool SendOne()
    {
        if (_stale.Count == 0 && _names.Length > 0 && Stopwatch.GetElapsedTime(_askedAt) >= Every)
        {
            _stale.Enqueue(_names[_next++ % _names.Length]);
            _askedAt = Stopwatch.GetTimestamp();
        }
        if (!_stale.TryDequeue(out var stale))
            return false;
        if (settings.Read(stale, out var setting) >= 0)
            Send(setting!, 0);
        return true;
    }

    /// <summary>Something has changed on the camera: all are reported again.</summary>
    public void ResendAll()
    {
        if (_stale.Count > 0)
            return; // they are on their way
        foreach (var name in _names)
            _stale.Enqueue(name);
    }

    public void Set(HostMessage order)
    {
        if (_names.FirstOrDefault(name => name.Equals(order.Name, StringComparison.OrdinalIgnoreCase)) is not { } name)
        {
            Refuse(order, $"This camera has no setting '{order.Name}': it has {string.Join(", ", _names)}.");
            return;
        }
        pipe.Write(HostMessageType.Busy, new HostMessage { Text = $"The camera is being set: {name} {order.Text}." });
        if (settings.Set(name, order.Text ?? "") is { } problem)
            Refuse(order, problem);
        else if (settings.Read(name, out var setting) >= 0)
            Send(setting!, order.Command);
        else
            Refuse(order, $"{name} was set, but could not be read back: look at the camera.");
    }

    /// <summary>
    /// Pictures in the camera's memory only, libgphoto2's default, are lost when they cannot be downloaded: a user who has chosen that
    /// knows it. Some drivers inform the camera only when it is set, whatever was chosen before. A Sony keeps its own choice, of which the
    /// computer must be part.
    /// </summary>
    public void KeepPicturesOnTheCard()
    {
        if (Gphoto2Settings.ChosenTarget() != SettingNames.InMemory && _names.Contains(SettingNames.CaptureTargetName))
            _ = settings.Set(SettingNames.CaptureTargetName, settings.IsSony ? SonyDestination.Both : SettingNames.MemoryCard);
    }

    private void Send(CameraSetting setting, int command)
    {
        if (setting.Name == SettingNames.ImageFormat)
            MakesTwoFiles = setting.Value.Contains('+', StringComparison.Ordinal);
        pipe.Write(HostMessageType.Setting, new HostMessage { Command = command, Setting = setting });
    }

    private void Refuse(HostMessage order, string sentence) =>
        pipe.Write(HostMessageType.Refused, new HostMessage { Command = order.Command, Text = sentence });
}
