using System.Globalization;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Webcam;

/// <summary>Which cameras are at this machine.</summary>
public static class CameraDevices
{
    private const int Probed = 4;

    /// <summary>
    /// Lists them without opening any on Linux; elsewhere the first four indexes are opened to see, which takes a moment and
    /// blinks their lamps, and neither names nor modes are known.
    /// </summary>
    public static IReadOnlyList<CameraDevice> List() => OperatingSystem.IsLinux()
        ? FromSysfs("/sys/class/video4linux", "/dev", V4l2.Captures, V4l2.Modes)
        : Probe();

    /// <summary>
    /// A camera has several nodes: one for pictures, others for metadata; and codecs have nodes too. A node that cannot be asked
    /// (no permission) is judged by its index: the first of a camera is the one for pictures.
    /// </summary>
    /// <remarks>
    /// The number of a node depends on the order of plugging in. So the URI gives the name where no other camera has it or begins
    /// with it; else udev's link by serial number (<c>/dev/v4l/by-id</c>); and the number only where there is neither.
    /// </remarks>
    internal static IReadOnlyList<CameraDevice> FromSysfs(
        string sysfs, string dev, Func<string, bool?> captures, Func<string, IReadOnlyList<CameraMode>> modes)
    {
        if (!Directory.Exists(sysfs))
            return [];
        var found = (from folder in Directory.EnumerateDirectories(sysfs, "video*")
                     let number = int.TryParse(
                         Path.GetFileName(folder).AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1
                     let node = Path.Combine(dev, Path.GetFileName(folder))
                     where number >= 0 && (captures(node) ?? Read(folder, "index", "0") == "0")
                     orderby number
                     select (Number: number, Node: node, Name: Read(folder, "name", "camera"))).ToList();
        var links = LinksById(dev);
        return [.. found.Select(camera => new CameraDevice(camera.Name, Uri(camera)) { Node = camera.Node, Modes = modes(camera.Node) })];

        string Uri((int Number, string Node, string Name) camera)
        {
            var namesakes = found.Count(other => other.Name.StartsWith(camera.Name, StringComparison.OrdinalIgnoreCase));
            if (namesakes == 1 && CameraTarget.IsName(camera.Name) && !camera.Name.Contains('?', StringComparison.Ordinal))
                return $"camera:{camera.Name}";
            if (links.TryGetValue(camera.Node, out var link) && CameraTarget.IsOne(link))
                return $"camera:{link}";
            return string.Create(CultureInfo.InvariantCulture, $"camera:{camera.Number}");
        }
    }

    /// <summary>The node of the camera that a name means: the whole name, or as much of its beginning as no other camera has.</summary>
    /// <exception cref="CaptureException">None has it, or several.</exception>
    internal static CameraDevice Find(string name, IReadOnlyList<CameraDevice> cameras)
    {
        var exact = cameras.Where(camera => camera.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var meant = exact.Count > 0
            ? exact
            : [.. cameras.Where(camera => camera.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        var advice = OperatingSystem.IsLinux() ? "" : "; names are known on Linux only so far, write a number such as camera:0";
        return meant.Count switch
        {
            1 => meant[0],
            0 => throw new CaptureException(FaultKind.NotAvailable, cameras.Count == 0
                ? $"There is no camera '{name}': none was found at all; check its cable{advice}."
                : $"There is no camera '{name}': here {(cameras.Count == 1 ? "is" : "are")} {Listed(cameras)}; 'p2ikt-live "
                    + $"devices' lists them{advice}."),
            _ => throw new CaptureException(
                FaultKind.WrongUsage, $"Camera '{name}' may be {Listed(meant)}: write more of the name, or one of these."),
        };
    }

    private static string Listed(IEnumerable<CameraDevice> cameras) =>
        string.Join(", ", cameras.Select(static camera => $"{camera.Name} ({camera.Uri})"));

    /// <summary>
    /// udev's links by maker and serial number, for each node; a link is named after its camera, and survives replugging.
    /// </summary>
    private static Dictionary<string, string> LinksById(string dev)
    {
        Dictionary<string, string> links = new(StringComparer.Ordinal);
        try
        {
            foreach (var link in Directory.EnumerateFiles(Path.Combine(dev, "v4l", "by-id")).Order(StringComparer.Ordinal))
            {
                if (File.ResolveLinkTarget(link, returnFinalTarget: true) is { } node)
                    links.TryAdd(node.FullName, $"/dev/v4l/by-id/{Path.GetFileName(link)}");
            }
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // No udev, or no camera with a serial number.
        }
        return links;
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
        for (var n = 0; n < Probed; n++)
        {
            var index = n.ToString(CultureInfo.InvariantCulture);
            using var reader = VideoReader.Camera(index, new FrameSize(640, 480), null, CameraFormat.Default, CancellationToken.None);
            if (reader is not null)
                found.Add(new CameraDevice($"Camera {index}", $"camera:{index}") { Node = index });
        }
        return found;
    }
}
