using System.Runtime.InteropServices;
using static P2IKT.Live.Capture.Tethering.Gphoto2Library;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>Reads and sets a camera's settings one by one, each in one transaction, so that live view goes on between them.</summary>
internal sealed unsafe class Gphoto2Settings(Gphoto2Session session)
{
    private const int SonyTries = 5;
    private static readonly TimeSpan SonyApplyDelay = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<string, string> _chosen = []; // of the names that a driver has for a setting, the first that could be read
    private readonly HashSet<string> _natives = List(session);
    private IReadOnlyList<(string Name, string[] Natives)>? _shown;
    private string? _maker;

    /// <summary>The camera's manufacturer, as it names itself; empty when it does not.</summary>
    public string Maker => _maker ??= Read(session, "maker", "manufacturer", out var maker) >= 0 ? maker!.Value : "";

    private IReadOnlyList<(string Name, string[] Natives)> Shown => _shown ??= Among();

    /// <summary>The settings that this camera has, of those that are shown.</summary>
    public IEnumerable<string> Names => Shown.Select(static setting => setting.Name);

    /// <summary>A Sony under control, whose pictures come out of its memory.</summary>
    public bool IsSony => Shown.Any(static setting => setting.Natives is [SonyDestination.Native or SonyDestination.Absent]);

    /// <summary>
    /// Where pictures go by the user's choice, here or in another program, as libgphoto2 keeps it; null: nothing was chosen.
    /// </summary>
    public static string? ChosenTarget()
    {
        var value = stackalloc byte[1024];
        return gp_setting_get("ptp2", SettingNames.CaptureTarget, value) < 0 ? null : Marshal.PtrToStringUTF8((nint)value);
    }

    /// <summary>Sets where pictures go by default, before the driver prepares a camera for it.</summary>
    public static void DefaultToCard()
    {
        if (ChosenTarget() is null)
            _ = gp_setting_set("ptp2", SettingNames.CaptureTarget, SettingNames.OnCard);
    }

    /// <summary>What the camera calls itself: the drivers' table knows network cameras as one.</summary>
    public static string? Model(Gphoto2Session session)
    {
        _ = Read(session, "maker", "manufacturer", out var maker);
        _ = Read(session, "model", "cameramodel", out var model);
        return $"{maker?.Value} {model?.Value}".Trim() is { Length: > 0 } reported ? reported : null;
    }

    /// <summary>Whether the driver lists a widget of this name.</summary>
    public bool Has(string native) => _natives.Contains(native);

    /// <summary>A widget as it stands, by the driver's name; null when it cannot be read.</summary>
    public CameraSetting? ReadWidget(string native) => Read(session, native, native, out var setting) >= 0 ? setting : null;

    /// <summary>Drives the lens by a widget of the driver's name.</summary>
    /// <param name="native">The widget.</param>
    /// <param name="value">Computes what is written from the widget as it stands.</param>
    /// <returns>A code of libgphoto2.</returns>
    public int WriteWidget(string native, Func<CameraSetting, string> value)
    {
        using var running = session.Begin(CameraCall.DriveLens);
        var result = session.Record(gp_camera_get_single_config(session.Camera, native, out var widget, session.Context));
        if (result < 0 || widget == 0)
            return result < 0 ? result : Gphoto2Fault.NotSupported;
        var now = CameraWidget.Describe(native, widget);
        result = CameraWidget.Change(widget, now.Kind, value(now));
        if (result >= 0)
            result = session.Record(gp_camera_set_single_config(session.Camera, native, widget, session.Context));
        _ = gp_widget_unref(widget);
        return result;
    }

    /// <summary>Reads a setting by the first of its names under which the camera has it: many are listed that cannot be read.</summary>
    public int Read(string name, out CameraSetting? setting)
    {
        if (_chosen.TryGetValue(name, out var chosen))
            return Read(session, name, chosen, out setting);
        var result = Gphoto2Fault.NotSupported;
        setting = null;
        foreach (var native in Shown.First(entry => entry.Name == name).Natives)
        {
            result = Read(session, name, native, out setting);
            if (result >= 0)
                _chosen[name] = native;
            if (result >= 0 || Gphoto2Fault.IsLoss(result))
                break;
        }
        return result;
    }

    /// <summary>Sets it; null when that went well, else a sentence.</summary>
    public string? Set(string name, string value)
    {
        if (!_chosen.TryGetValue(name, out var native) && Read(name, out _) is var unread and < 0)
            return Failed(name, value, unread);
        native = _chosen[name];
        if (native == SonyDestination.Absent)
            return "This camera's pictures go to the computer only: it does not let a computer choose.";
        using var running = session.Begin(CameraCall.ChangeSetting);
        var result = session.Record(gp_camera_get_single_config(session.Camera, native, out var widget, session.Context));
        if (result < 0 || widget == 0)
            return Failed(name, value, result);
        try
        {
            var now = Describe(name, native, widget);
            if (SettingValue.RejectionReason(now, value, out var wanted) is { } objection)
                return objection;
            result = CameraWidget.Change(widget, now.Kind, native == SonyDestination.Native ? SonyDestination.Number(wanted) : wanted);
            if (result >= 0 && native == SonyDestination.Native)
                return SetSonyDestination(name, wanted, widget);
            if (result >= 0)
                result = session.Record(gp_camera_set_single_config(session.Camera, native, widget, session.Context));
            return result < 0 ? Failed(name, value, result) : null;
        }
        finally
        {
            _ = gp_widget_unref(widget);
        }
    }

    /// <summary>
    /// The driver does not report a refusal, nor keeps the choice as it does for other makes. And the camera takes a moment.
    /// </summary>
    private string? SetSonyDestination(string name, string wanted, nint widget)
    {
        for (var tries = 0; tries < SonyTries; tries++)
        {
            if (tries > 0)
                Thread.Sleep(SonyApplyDelay);
            var result = session.Record(gp_camera_set_single_config(session.Camera, SonyDestination.Native, widget, session.Context));
            if (result < 0)
                return Failed(name, wanted, result);
            if (Read(session, name, SonyDestination.Native, out var taken) < 0 || taken!.Value != wanted)
                continue; // set again before it is read again: else the driver returns what it read before
            _ = gp_setting_set(
                "ptp2", SettingNames.CaptureTarget, wanted == SonyDestination.Computer ? SettingNames.InMemory : SettingNames.OnCard);
            return null;
        }
        return $"The camera did not take {name} {wanted}: put a card in, or set it on the camera.";
    }

    private static int Read(Gphoto2Session session, string name, string native, out CameraSetting? setting)
    {
        setting = native == SonyDestination.Absent ? SonyDestination.Fixed(name) : null;
        if (setting is not null)
            return Gphoto2Fault.Ok;
        using var running = session.Begin(CameraCall.ReadSetting);
        var result = session.Record(gp_camera_get_single_config(session.Camera, native, out var widget, session.Context));
        if (result < 0)
            return result;
        if (widget == 0)
            return Gphoto2Fault.NotSupported; // what some drivers call success
        setting = Describe(name, native, widget);
        _ = gp_widget_unref(widget);
        return result;
    }

    private static HashSet<string> List(Gphoto2Session session)
    {
        _ = gp_list_new(out var list);
        HashSet<string> natives = [];
        using var running = session.Begin(CameraCall.ListSettings);
        if (session.Record(gp_camera_list_config(session.Camera, list, session.Context)) >= 0)
            natives.UnionWith(NamesIn(list).Select(static name => name.Split('/')[^1]));
        _ = gp_list_unref(list);
        return natives;
    }

    private IReadOnlyList<(string, string[])> Among()
    {
        var settings = SettingNames.Among(_natives);
        return !SonyDestination.Concerns(Maker, _natives) ? settings :
        [
            .. settings.Where(static setting => setting.Name != SettingNames.CaptureTargetName),
            (SettingNames.CaptureTargetName, [_natives.Contains(SonyDestination.Native) ? SonyDestination.Native : SonyDestination.Absent]),
        ];
    }

    private static CameraSetting Describe(string name, string native, nint widget)
    {
        var setting = CameraWidget.Describe(name, widget);
        return native == SonyDestination.Native ? SonyDestination.DisplayName(setting) : setting;
    }

    private static string Failed(string name, string value, int result) =>
        $"The camera did not take {name} {value}: "
            + $"{Gphoto2Fault.Plain(Gphoto2Session.TakeLastLibraryError() ?? Says(result), "no reason given")}.";
}
