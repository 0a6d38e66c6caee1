using System.Globalization;

namespace P2IKT.Live.Capture;

/// <summary>Which cameras are at this machine.</summary>
public static class CameraDevices
{
    private const string Devices = "/sys/class/video4linux";
    private const int Probed = 4;

    /// <summary>
    /// Lists them without opening any on Linux; elsewhere the first four indexes are opened to see, which takes a moment and
    /// blinks their lamps.
    /// </summary>
    public static IReadOnlyList<CameraDevice> List() => OperatingSystem.IsLinux() ? FromSysfs(Devices, static number => V4l2.Captures($"/dev/video{number}")) : Probe();

    /// <summary>
    /// A camera has several nodes: one for pictures, others for metadata; and codecs have nodes too. A node that cannot be asked
    /// (no permission) is judged by its index: the first of a camera is the one for pictures.
    /// </summary>
    internal static IReadOnlyList<CameraDevice> FromSysfs(string folder, Func<int, bool?> captures)
    {
        if (!Directory.Exists(folder))
            return [];
        return [.. from node in Directory.EnumerateDirectories(folder, "video*")
                   let number = int.TryParse(Path.GetFileName(node).AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1
                   where number >= 0 && (captures(number) ?? Read(node, "index", "0") == "0")
                   orderby number
                   select new CameraDevice(Read(node, "name", "camera"), string.Create(CultureInfo.InvariantCulture, $"camera:{number}"))];
    }

    private static string Read(string node, string attribute, string otherwise)
    {
        try
        {
            return File.ReadAllText(Path.Combine(node, attribute)).Trim();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return otherwise; // unplugged between listing and reading
        }
    }

    private static List<CameraDevice> Probe()
    {
        List<CameraDevice> found = [];
        for (var index = 0; index < Probed; index++)
        {
            using var reader = VideoReader.Camera(index.ToString(CultureInfo.InvariantCulture), new FrameSize(640, 480), null);
            if (reader is not null)
                found.Add(new CameraDevice(string.Create(CultureInfo.InvariantCulture, $"Camera {index}"), string.Create(CultureInfo.InvariantCulture, $"camera:{index}")));
        }
        return found;
    }
}
