using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// The checks before a shoot: the camera's connection, live view, battery, card, focus mode and USB mode; the disks of pictures, clips and
/// copies. They read what is known already, and leave nothing behind.
/// </summary>
public static class Preflight
{
    private const int LowBattery = 30, EmptyBattery = 10; // per cent
    private const long LittleRoom = 10L << 30, NoRoom = 1L << 30; // bytes
    private const int FewPictures = 100, HardlyAPicture = 10;
    private const long UsualPicture = 40L << 20; // a RAW of 45 megapixels

    /// <summary>Checks a tethered camera.</summary>
    /// <param name="camera">Its state.</param>
    public static IEnumerable<PreflightCheck> OfCamera(CameraState camera)
    {
        ArgumentNullException.ThrowIfNull(camera);
        if (!camera.Connected)
        {
            yield return Bad("Camera", $"{camera.Model} is not connected: switch it on, and check its cable.");
            yield break;
        }
        yield return Good("Camera", $"{camera.Model} is connected, and its USB mode is right.");
        yield return camera.Paused is { } paused
            ? Warn("Live view", $"{paused.TrimEnd('.')}: leave playback and menus, and choose P, A, S or M.")
            : Good("Live view", "It runs.");
        if (camera.Problem is { } problem)
            yield return Warn("Last problem", problem);
        var settings = camera.Settings.ToDictionary(static one => one.Name, static one => one.Value);
        yield return OfBattery(settings.GetValueOrDefault("battery"));
        yield return OfCard(camera);
        if (camera.Notice is { } notice)
            yield return Warn("Card", notice);
        if (settings.GetValueOrDefault("focusMode") is { Length: > 0 } mode)
            yield return OfFocusMode(mode);
    }

    /// <summary>Checks cameras in a wrong USB mode.</summary>
    /// <param name="sentences">As <see cref="Capture.Tethering.UsbCameras.WrongModes"/> gives them.</param>
    public static IEnumerable<PreflightCheck> OfUsb(IReadOnlyList<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        return sentences.Select(static sentence => Bad("USB mode", sentence));
    }

    /// <summary>Checks the room for files of a folder, which need not be there yet, and that a file can be made there.</summary>
    /// <param name="what">Such as "Disk for pictures".</param>
    /// <param name="folder">The folder.</param>
    public static PreflightCheck OfDisk(string what, string folder)
    {
        if (WriteProblem(folder) is { } problem)
            return Bad(what, problem);
        if (ClipPreconditions.FreeIn(folder) is not { } free)
            return Warn(what, $"The room for {folder} is not known: check that its disk is connected.");
        var room = $"{Gigabytes(free)} free in {folder}";
        return free < NoRoom ? Bad(what, $"{room}: make room, or choose another disk.")
            : free < LittleRoom ? Warn(what, $"{room}: enough for about {free / UsualPicture} raw pictures; make room for more.")
            : Good(what, $"{room}.");
    }

    /// <summary>Checks the second copy.</summary>
    public static PreflightCheck OfCopies(CopyState copies)
    {
        ArgumentNullException.ThrowIfNull(copies);
        return copies.Problem is { } problem ? Bad("Second copy", problem)
            : !Directory.Exists(copies.Folder)
                ? Bad("Second copy", $"The folder {copies.Folder} is not there: connect its disk, or make the folder.")
            : copies.Notice is { } notice ? Warn("Second copy", notice)
            : copies.DiskFree < LittleRoom ? Warn("Second copy", $"{Gigabytes(copies.DiskFree.Value)} free in {copies.Folder}: make room.")
            : Good("Second copy", $"It goes to {copies.Folder}; {copies.Pending} files wait for it.");
    }

    /// <summary>Why no file can be made in a folder, or in the one in which it would be made; null when one can.</summary>
    private static string? WriteProblem(string folder)
    {
        var at = Path.GetFullPath(folder);
        while (!Path.Exists(at) && Path.GetDirectoryName(at) is { } above)
            at = above;
        if (!Directory.Exists(at))
            return $"{at} is a file, not a folder: choose another folder, or move it away.";
        try
        {
            new AtomicFile(Path.Combine(at, "check")).Dispose(); // hidden, and removed at once
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"No file can be made in {at} ({refused.Message.TrimEnd('.')}): choose another folder, or let it be written.";
        }
    }

    private static PreflightCheck OfBattery(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return Warn("Battery", "The camera does not say: look at its screen.");
        var digits = new string([.. value.TakeWhile(char.IsAsciiDigit)]);
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            return percent <= EmptyBattery ? Bad("Battery", $"{percent} %: change or charge it now.")
                : percent <= LowBattery ? Warn("Battery", $"{percent} %: have another one ready.")
                : Good("Battery", $"{percent} %.");
        }
        return value.Contains("low", StringComparison.OrdinalIgnoreCase) || value.Contains("empty", StringComparison.OrdinalIgnoreCase)
            ? Warn("Battery", $"{value}: have another one ready.")
            : Good("Battery", $"{value}.");
    }

    private static PreflightCheck OfCard(CameraState camera)
    {
        if (camera.Card is not { FreeBytes: { } free } card)
            return Warn("Card", "The camera does not say how much room its card has: look at its screen.");
        var picture = camera.LastStill is { Bytes: > 0 and var bytes } ? bytes : UsualPicture;
        var pictures = card.FreePictures is > 0 and var estimate ? Math.Min(estimate, free / picture) : free / picture;
        var room = $"{Gigabytes(free)} free, enough for about {pictures} pictures";
        return pictures < HardlyAPicture ? Bad("Card", $"{room}: put in another card.")
            : pictures < FewPictures ? Warn("Card", $"{room}: have another card ready.")
            : Good("Card", $"{room}.");
    }

    /// <summary>As the makes call it: AF-S, One Shot, AF-C, AI Servo, MF, Manual.</summary>
    private static PreflightCheck OfFocusMode(string mode)
    {
        bool Is(params string[] words) => Array.Exists(words, word => mode.Contains(word, StringComparison.OrdinalIgnoreCase));
        return Is("MF", "manual") && !Is("DMF")
                ? Warn("Focus mode", $"{mode}: the camera does not focus by itself; a Nikon or Canon lens can only be driven on AF.")
            : Is("AF-C", "AFC", "servo", "continuous") && !Is("One", "AF-A")
                ? Warn("Focus mode", $"{mode}: the camera focuses again at each release; set it to single AF for things that hold still.")
            : Good("Focus mode", $"{mode}.");
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");

    private static PreflightCheck Good(string what, string says) => new(what, PreflightLevel.Good, says);

    private static PreflightCheck Warn(string what, string says) => new(what, PreflightLevel.Warning, says);

    private static PreflightCheck Bad(string what, string says) => new(what, PreflightLevel.Bad, says);
}
