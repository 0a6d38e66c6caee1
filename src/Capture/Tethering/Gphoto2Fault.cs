using System.Globalization;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Results of libgphoto2 (gphoto2-result.h, gphoto2-port-result.h), and the message for the user of each: what failed, on what, what to do.
/// </summary>
internal static class Gphoto2Fault
{
    public const int Ok = 0;
    public const int General = -1;
    public const int BadParameters = -2;
    public const int NoMemory = -3;
    public const int UnknownPort = -5;
    public const int NotSupported = -6;
    public const int Io = -7;
    public const int Timeout = -10;
    public const int UsbFind = -52;
    public const int UsbClaim = -53;
    public const int IoLock = -60;
    public const int LastOfThePort = -100; // what follows are the camera's (gphoto2-result.h)
    public const int ModelNotFound = -105;
    public const int FileNotFound = -108;
    public const int CameraBusy = -110;

    /// <summary>Ours: libgphoto2 is not installed.</summary>
    public const int LibraryAbsent = -1001;

    /// <summary>Ours: the device may not be opened by this user.</summary>
    public const int NoPermission = -1002;

    /// <summary>Ours: the camera has no live view, or none that libgphoto2 knows.</summary>
    public const int NoLiveView = -1003;

    /// <summary>Ours: the host does not answer, or died.</summary>
    public const int HostGone = -1004;

    /// <summary>Ours: no address, as PTP/IP wants one.</summary>
    public const int Refused = -1005;

    /// <summary>Ours: the camera has a live view, but not now.</summary>
    public const int LiveViewStands = -1006;

    /// <summary>What to install.</summary>
    public const string WhatToInstall = "install libgphoto2-6 (Debian, Ubuntu: sudo apt-get install libgphoto2-6), libgphoto2 (Fedora: "
        + "sudo dnf install libgphoto2; macOS: brew install libgphoto2)";

    /// <summary>Whether the camera does not answer any more; all other failures are its answers.</summary>
    public static bool IsLoss(int result) =>
        result is < 0 and > LastOfThePort and not (General or BadParameters or NoMemory or NotSupported);

    /// <summary>A camera that could not be opened, or was lost.</summary>
    public static CaptureException Of(int code, string target, string? text)
    {
        var camera = target.Length == 0 ? "The tethered camera" : $"The camera at gphoto2:{target}";
        var sentence = code switch
        {
            LibraryAbsent when OperatingSystem.IsWindows() =>
                "Tethered cameras (gphoto2:) need libgphoto2, which there is none of for Windows: use the camera's HDMI output and a "
                    + "capture card as camera:0, or a hot folder (folder:).",
            LibraryAbsent => $"Tethered cameras (gphoto2:) need libgphoto2, which is not installed: {WhatToInstall}.",
            NoPermission =>
                $"{camera} may not be opened by this user: install libgphoto2's udev rules (Debian, Ubuntu: libgphoto2-6 brings them) and "
                    + "plug the camera in again, "
                + "or add the user to the group that owns the device (sudo usermod -aG plugdev $USER, then log in again).",
            UsbClaim or CameraBusy or IoLock =>
                $"{camera} is held by another program: on a Linux desktop that is mostly gvfs, which 'gio mount -s gphoto2' makes let go "
                + "(on macOS 'killall ptpcamerad'); close other tethering programs, too.",
            Refused => $"{camera} refused the connection: another program may hold it, or this computer must be accepted on its screen.",
            NoLiveView =>
                $"{camera} has no live view that libgphoto2 can show ({Plain(text, "its driver offers none")}): release, settings "
                    + "and downloads work; "
                + "for a live picture use its HDMI output and a capture card as camera:0.",
            LiveViewStands =>
                $"{camera} gives no live view just now ({Plain(text, "no reason given")}): it comes by itself when the camera leaves "
                    + "playback, its menu or a mode without one; "
                + "release, settings and downloads work.",
            UnknownPort or BadParameters =>
                $"There is no port '{target}': write gphoto2: for the first camera, or one that 'p2ikt-live devices' lists.",
            ModelNotFound or UsbFind or FileNotFound => target.Length == 0
                ? "No tethered camera was found: connect one with a USB cable, switch it on, and set its USB mode to PTP or PC remote."
                : $"There is no camera at gphoto2:{target}: check that it is on and its USB mode is PTP or PC remote; 'p2ikt-live devices' "
                    + "lists what is there.",
            Io or Timeout when target.StartsWith("ptpip:", StringComparison.Ordinal) =>
                $"No camera answers at gphoto2:{target}: check its address, that it is on, in the same network, and its connection to a "
                    + "computer is started on its screen.",
            HostGone => $"{camera} does not answer: switch it off and on, and check its cable.",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{camera} failed ({Plain(text, "no reason given")}; libgphoto2's code {code}): switch it off and on, "
                    + $"and check its cable."),
        };
        return new CaptureException(FaultKind.NotAvailable, sentence);
    }

    /// <summary>The driver's words within a sentence: one line, without its full stop.</summary>
    public static string Plain(string? text, string otherwise) =>
        string.IsNullOrWhiteSpace(text)
            ? otherwise
            : string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', ' ');
}
