using System.Globalization;
using System.Runtime.InteropServices;
using static P2IKT.Live.Capture.Gphoto2.Gphoto2Library;

namespace P2IKT.Live.Capture.Gphoto2;

/// <summary>Reads and sets a camera's settings one by one, each a transaction of its own, so that live view goes on between them.</summary>
internal sealed unsafe class Gphoto2Settings(Gphoto2Session session)
{
    /// <summary>The settings that this camera has, of those that are shown.</summary>
    public IReadOnlyList<(string Name, string Native)> Names { get; } = List(session);

    /// <summary>Where pictures go by the user's choice, here or in another program, as libgphoto2 keeps it; null: nothing was chosen.</summary>
    public static string? ChosenTarget()
    {
        var value = stackalloc byte[1024];
        return gp_setting_get("ptp2", SettingNames.CaptureTarget, value) < 0 ? null : Marshal.PtrToStringUTF8((nint)value);
    }

    /// <summary>Keeps the user's choice for a make whose driver does not.</summary>
    public static void ChooseTarget(string target) => _ = gp_setting_set("ptp2", SettingNames.CaptureTarget, target);

    public int Read(string name, string native, out CameraSetting? setting)
    {
        setting = native == SonyDestination.Absent ? SonyDestination.Fixed(name) : null;
        if (setting is not null)
            return Gphoto2Fault.Ok;
        var result = gp_camera_get_single_config(session.Camera, native, out var widget, session.Context);
        if (result < 0)
            return result;
        setting = Describe(name, native, widget);
        _ = gp_widget_unref(widget);
        return result;
    }

    /// <summary>Sets it; null when that went well, else a sentence.</summary>
    public string? Set(string name, string native, string value)
    {
        if (native == SonyDestination.Absent)
            return "This camera's pictures go to the computer only: it does not let a computer choose.";
        var result = gp_camera_get_single_config(session.Camera, native, out var widget, session.Context);
        if (result < 0)
            return Failed(name, value, result);
        try
        {
            var now = Describe(name, native, widget);
            if (Objection(now, value, out var wanted) is { } objection)
                return objection;
            result = Change(widget, now.Kind, native == SonyDestination.Native ? SonyDestination.Number(wanted) : wanted);
            if (result >= 0)
                result = gp_camera_set_single_config(session.Camera, native, widget, session.Context);
            return result < 0 ? Failed(name, value, result) : null;
        }
        finally
        {
            _ = gp_widget_unref(widget);
        }
    }

    private static IReadOnlyList<(string, string)> List(Gphoto2Session session)
    {
        _ = gp_list_new(out var list);
        HashSet<string> natives = [];
        if (gp_camera_list_config(session.Camera, list, session.Context) >= 0)
        {
            for (var i = 0; i < gp_list_count(list); i++)
            {
                _ = gp_list_get_name(list, i, out var text);
                natives.Add((Marshal.PtrToStringUTF8(text) ?? "").Split('/')[^1]);
            }
        }
        _ = gp_list_unref(list);
        var names = SettingNames.Among(natives);
        return !SonyDestination.Concerns(Maker(session), natives) ? names :
            [.. names.Where(static setting => setting.Native != SettingNames.CaptureTarget),
                ("captureTarget", natives.Contains(SonyDestination.Native) ? SonyDestination.Native : SonyDestination.Absent)];
    }

    private static string? Maker(Gphoto2Session session)
    {
        if (gp_camera_get_single_config(session.Camera, "manufacturer", out var widget, session.Context) < 0)
            return null;
        nint text = 0;
        _ = gp_widget_get_value(widget, &text);
        var maker = Marshal.PtrToStringUTF8(text);
        _ = gp_widget_unref(widget);
        return maker;
    }

    private static CameraSetting Describe(string name, string native, nint widget)
    {
        var setting = Describe(name, widget);
        return native == SonyDestination.Native ? SonyDestination.InWords(setting) : setting;
    }

    private static CameraSetting Describe(string name, nint widget)
    {
        _ = gp_widget_get_type(widget, out var type);
        _ = gp_widget_get_label(widget, out var label);
        _ = gp_widget_get_readonly(widget, out var readOnly);
        var setting = new CameraSetting
        {
            Name = name,
            Label = Marshal.PtrToStringUTF8(label) ?? name,
            Kind = type switch { 5 or 6 => CameraSettingKind.Choice, 3 => CameraSettingKind.Range, 4 => CameraSettingKind.Toggle, _ => CameraSettingKind.Text },
            Value = "",
            ReadOnly = readOnly != 0,
        };
        switch (setting.Kind)
        {
            case CameraSettingKind.Range:
                float position = 0;
                _ = gp_widget_get_value(widget, &position);
                _ = gp_widget_get_range(widget, out var minimum, out var maximum, out var step);
                return setting with { Value = position.ToString(CultureInfo.InvariantCulture), Minimum = minimum, Maximum = maximum, Step = step };
            case CameraSettingKind.Toggle:
                var on = 0;
                _ = gp_widget_get_value(widget, &on);
                return setting with { Value = on == 1 ? "1" : "0" };
            default:
                nint text = 0;
                if (type is 2 or 5 or 6) // text, radio, menu: a string; a date or a button is none
                    _ = gp_widget_get_value(widget, &text);
                return setting with { Value = Marshal.PtrToStringUTF8(text) ?? "", Choices = Choices(widget) };
        }
    }

    private static List<string> Choices(nint widget)
    {
        List<string> choices = [];
        for (var i = 0; i < gp_widget_count_choices(widget); i++)
        {
            _ = gp_widget_get_choice(widget, i, out var choice);
            choices.Add(Marshal.PtrToStringUTF8(choice) ?? "");
        }
        return choices;
    }

    /// <summary>Nothing but a value that the camera itself names is ever sent to it.</summary>
    private static string? Objection(CameraSetting now, string value, out string wanted)
    {
        wanted = value;
        if (now.ReadOnly)
            return $"{now.Label} is set on the camera only.";
        switch (now.Kind)
        {
            case CameraSettingKind.Choice:
                wanted = now.Choices.FirstOrDefault(choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? "";
                return now.Choices.Contains(wanted) ? null : $"{now.Label} cannot be '{value}': the camera offers {string.Join(", ", now.Choices)}.";
            case CameraSettingKind.Range:
                return float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= now.Minimum && number <= now.Maximum
                    ? null
                    : string.Create(CultureInfo.InvariantCulture, $"{now.Label} cannot be '{value}': it is a number from {now.Minimum} to {now.Maximum}.");
            case CameraSettingKind.Toggle:
                return value is "1" or "0" ? null : $"{now.Label} cannot be '{value}': it is 1 or 0.";
            default:
                return null;
        }
    }

    private static int Change(nint widget, CameraSettingKind kind, string value)
    {
        switch (kind)
        {
            case CameraSettingKind.Range:
                var number = float.Parse(value, CultureInfo.InvariantCulture);
                return gp_widget_set_value(widget, &number);
            case CameraSettingKind.Toggle:
                var on = value == "1" ? 1 : 0;
                return gp_widget_set_value(widget, &on);
            default:
                var text = Marshal.StringToCoTaskMemUTF8(value);
                var result = gp_widget_set_value(widget, (void*)text);
                Marshal.FreeCoTaskMem(text);
                return result;
        }
    }

    private static string Failed(string name, string value, int result) =>
        $"The camera did not take {name} {value}: {Gphoto2Fault.Plain(Gphoto2Session.TakeWords() ?? Says(result), "no reason given")}.";
}
