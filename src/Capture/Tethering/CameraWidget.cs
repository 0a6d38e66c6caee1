using System.Globalization;
using System.Runtime.InteropServices;
using static P2IKT.Live.Capture.Tethering.Gphoto2Library;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>One setting in the form in which libgphoto2's drivers describe it: a widget (gphoto2-widget.h).</summary>
internal static unsafe class CameraWidget
{
    /// <summary>The setting as the driver describes it, with its value.</summary>
    /// <param name="name">By which it is set here.</param>
    /// <param name="widget">The driver's description; borrowed.</param>
    public static CameraSetting Describe(string name, nint widget)
    {
        _ = gp_widget_get_type(widget, out var type);
        _ = gp_widget_get_label(widget, out var label);
        _ = gp_widget_get_readonly(widget, out var readOnly);
        var setting = new CameraSetting
        {
            Name = name,
            Label = Marshal.PtrToStringUTF8(label) ?? name,
            Kind = type switch { 5 or 6 => CameraSettingKind.Choice, 3 => CameraSettingKind.Range, 4 => CameraSettingKind.Toggle,
                _ => CameraSettingKind.Text },
            Value = "",
            ReadOnly = readOnly != 0,
        };
        switch (setting.Kind)
        {
            case CameraSettingKind.Range:
                float position = 0;
                _ = gp_widget_get_value(widget, &position);
                _ = gp_widget_get_range(widget, out var minimum, out var maximum, out var step);
                return setting with { Value = position.ToString(CultureInfo.InvariantCulture), Minimum = minimum, Maximum = maximum,
                    Step = step };
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

    /// <summary>Puts a value into the description, which is then sent to the camera; a code of libgphoto2.</summary>
    public static int Change(nint widget, CameraSettingKind kind, string value)
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
}
