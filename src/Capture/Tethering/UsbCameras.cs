namespace P2IKT.Live.Capture.Tethering;

/// <summary>Cameras on USB that are not in the mode in which they can be controlled (PTP); Linux only, which lists them in sysfs.</summary>
public static class UsbCameras
{
    private const string StillImage = "06", MassStorage = "08", Video = "0e"; // bInterfaceClass (usb.org, Defined Class Codes)

    // By the vendor's number, how its cameras begin their names: vendors make printers and memory sticks as well.
    private static readonly Dictionary<string, string[]> Makers = new()
    {
        ["04b0"] = ["NIKON", "Nikon"], // Nikon
        ["04a9"] = ["Canon EOS", "EOS", "Canon PowerShot", "PowerShot", "Canon Digital Camera"],
        ["054c"] = ["ILC", "DSC", "SLT", "ZV", "FX", "DSLR"], // Sony
        ["04cb"] = ["USB PTP Camera", "X-", "X", "GFX", "FinePix"], // Fujifilm
        ["07b4"] = ["E-", "OM", "PEN", "C"], // Olympus
        ["33a2"] = ["OM", "E-"], // OM System
        ["04da"] = ["DC", "DMC", "LUMIX"], // Panasonic
    };

    /// <summary>For each such camera one sentence: what it is set to, and what to do.</summary>
    /// <param name="devices">The folder of USB devices; sysfs by default.</param>
    public static IReadOnlyList<string> WrongModes(string devices = "/sys/bus/usb/devices")
    {
        ArgumentNullException.ThrowIfNull(devices);
        try
        {
            if (!Directory.Exists(devices))
                return [];
            var all = Directory.EnumerateDirectories(devices).Order(StringComparer.Ordinal);
            return [.. all.Select(device => WrongMode(devices, device)).OfType<string>()];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // unplugged meanwhile
        }
    }

    private static string? WrongMode(string devices, string device)
    {
        var name = Read(device, "product");
        if (!Makers.TryGetValue(Read(device, "idVendor"), out var names)
            || !Array.Exists(names, start => name.StartsWith(start, StringComparison.Ordinal)))
            return null;
        var interfaces = Directory.EnumerateDirectories(devices, $"{Path.GetFileName(device)}:*");
        var classes = interfaces.Select(static one => Read(one, "bInterfaceClass")).ToHashSet();
        return classes.Contains(StillImage) ? null
            : classes.Contains(MassStorage)
                ? $"{name} is in mass-storage mode: set its USB mode to PTP, or PC remote, and plug it in again."
            : classes.Contains(Video)
                ? $"{name} is in webcam mode: set its USB mode to PTP, or PC remote, or use it as a webcam, without release."
            : null;
    }

    private static string Read(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}
