using System.Runtime.InteropServices;
using static P2IKT.Live.Capture.Tethering.Gphoto2Library;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>The ports at which libgphoto2 finds cameras.</summary>
internal static class Gphoto2Ports
{
    /// <summary>Whether a camera at this port is reached over PTP/IP.</summary>
    public static bool IsNetwork(string port) => port.StartsWith("ptpip:", StringComparison.Ordinal);

    /// <summary>The cameras that are connected now: name and port.</summary>
    public static IReadOnlyList<(string Name, string Port)> Detect()
    {
        List<(string, string)> found = [];
        _ = gp_list_new(out var list);
        if (gp_camera_autodetect(list, gp_context_new()) >= 0)
        {
            for (var i = 0; i < gp_list_count(list); i++)
            {
                _ = gp_list_get_name(list, i, out var name);
                _ = gp_list_get_value(list, i, out var port);
                found.Add((Marshal.PtrToStringUTF8(name) ?? "camera", Marshal.PtrToStringUTF8(port) ?? ""));
            }
        }
        _ = gp_list_unref(list);
        return found;
    }

    /// <summary>
    /// Has a camera use a port. A network camera cannot be asked what it is before it is open, so its driver is named; a USB camera is
    /// known by its ids.
    /// </summary>
    /// <returns>A code of libgphoto2.</returns>
    public static int Select(nint camera, string port, nint context)
    {
        _ = gp_port_info_list_new(out var ports);
        if (gp_port_info_list_load(ports) is var loaded and < 0)
            return loaded;
        var index = gp_port_info_list_lookup_path(ports, port);
        if (index < 0)
            return Gphoto2Fault.UnknownPort;
        _ = gp_port_info_list_get_info(ports, index, out var info); // the list is kept: the camera refers to it
        var result = gp_camera_set_port_info(camera, info);
        if (result < 0 || !IsNetwork(port))
            return result;
        _ = gp_abilities_list_new(out var drivers);
        result = gp_abilities_list_load(drivers, context);
        if (result >= 0)
            result = gp_abilities_list_lookup_model(drivers, "PTP/IP Camera");
        if (result >= 0)
            result = gp_abilities_list_get_abilities(drivers, result, out var abilities) is var got and < 0
                ? got
                : gp_camera_set_abilities(camera, abilities);
        _ = gp_abilities_list_free(drivers);
        return result;
    }

    /// <summary>A device that this user may not open fails like one that is broken.</summary>
    /// <param name="result">The code with which opening failed.</param>
    /// <param name="port">The port that was opened.</param>
    /// <returns>The code that names the cause, as far as it is known.</returns>
    public static int CauseOf(int result, string port)
    {
        if (result == Gphoto2Fault.General && IsNetwork(port))
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
}
