using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Gpu;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>
/// A folder of plug-in libraries with execution providers for ONNX Runtime
/// (https://onnxruntime.ai/docs/execution-providers/plugin-ep-libraries/usage.html), each registered once and kept until the program ends.
/// </summary>
/// <remarks>A library is code that runs with the rights of the program.</remarks>
public sealed class ProviderFolder
{
    private const uint Nvidia = 0x10DE; // PCI vendor
    private static readonly string[] EntryPoints = ["CreateEpFactories", "ReleaseEpFactory"];
    private static readonly string[] NoLibrary = ["invalid ELF header", "file too short"]; // dlopen(3)
    private static readonly ConcurrentDictionary<string, Lazy<ProviderFolder>> Opened = new();
    private static readonly Lock Registering = new(); // the devices of a library are those that its registration adds

    private ProviderFolder(string path)
    {
        Path = path;
        var ending = OperatingSystem.IsWindows() ? ".dll" : ".so";
        lock (Registering)
        {
            Libraries = [.. Directory.EnumerateFiles(path)
                .Where(file => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Select(Register)];
        }
        Devices = [.. ProviderOrder.Sort(Libraries.SelectMany(static library => library.Devices))];
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The libraries in the folder, in order of name, usable or not.</summary>
    public IReadOnlyList<ProviderLibrary> Libraries { get; }

    /// <summary>All devices, the preferred one first.</summary>
    public IReadOnlyList<ProviderDevice> Devices { get; }

    /// <summary>Registers the libraries of a folder, or returns what an earlier call has registered.</summary>
    /// <param name="folder">Its path.</param>
    /// <exception cref="DeblurException">It is not there, or cannot be read.</exception>
    public static ProviderFolder Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = System.IO.Path.GetFullPath(folder);
        try
        {
            if (!Directory.Exists(path))
                throw Unusable(path, "it does not exist");
            return Opened.GetOrAdd(path, static path => new Lazy<ProviderFolder>(() => new ProviderFolder(path))).Value;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Opened.TryRemove(path, out _);
            throw Unusable(path, failure.Message.TrimEnd('.'));
        }
    }

    /// <summary>Why no device is there, one clause for each library.</summary>
    internal string DescribeMissing() => Libraries.Count == 0
        ? $"no library is in {Path}"
        : string.Join(", ", Libraries.Where(static library => library.UnavailableReason is not null)
            .Select(static library => $"{library.Name}: {library.UnavailableReason}"));

    private static DeblurException Unusable(string path, string reason) =>
        new($"The folder of provider libraries {path} cannot be used: {reason}; name the folder that holds them.")
        {
            Subject = path,
            Setting = "providers",
        };

    private static ProviderLibrary Register(string path)
    {
        if (Refuse(path) is { } reason)
            return new ProviderLibrary(path, reason, []);
        try
        {
            var known = OrtEnv.Instance().GetEpDevices().Count;
            OrtEnv.Instance().RegisterExecutionProviderLibrary(path, path); // the path is a name that no other library has
            List<ProviderDevice> devices = [.. OrtEnv.Instance().GetEpDevices().Skip(known).Select(device => Describe(device, path))];
            return new ProviderLibrary(path, devices.Count > 0 ? null : "it finds no device that it supports", devices);
        }
        catch (OnnxRuntimeException failure)
        {
            return new ProviderLibrary(path, GpuUnavailableReason.Describe(failure.Message), []);
        }
    }

    /// <summary>Why a file is not a provider library; null when it is. A clearer answer than ONNX Runtime's.</summary>
    private static string? Refuse(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (BadImageFormatException)
        {
            return "it is not a library of this system";
        }
        catch (DllNotFoundException failure)
        {
            // The runtime's advice, and behind it what the system's loader said.
            var loader = failure.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1];
            return NoLibrary.Any(ending => loader.EndsWith(ending, StringComparison.Ordinal))
                ? "it is not a library of this system"
                : GpuUnavailableReason.Describe(loader);
        }
        // Loaded by ONNX Runtime once more, which holds it then.
        var isProvider = EntryPoints.All(name => NativeLibrary.TryGetExport(library, name, out _));
        NativeLibrary.Free(library);
        return isProvider ? null : $"it is not a provider library of ONNX Runtime: {string.Join(" or ", EntryPoints)} is missing";
    }

    private static ProviderDevice Describe(OrtEpDevice device, string path)
    {
        var hardware = device.HardwareDevice;
        var version = device.EpMetadata.Entries.GetValueOrDefault("version", "");
        var card = hardware.VendorId == Nvidia ? NvidiaDriver.Gpu : null;
        var description = hardware.Metadata.Entries.GetValueOrDefault("Description") ?? card
            ?? string.Create(CultureInfo.InvariantCulture, $"{hardware.Vendor} {hardware.DeviceId:x4}").Trim();
        var driver = device.EpMetadata.Entries.GetValueOrDefault("os_driver_version", "");
        var file = new FileInfo(path);
        return new ProviderDevice
        {
            Name = $"{ProviderOrder.NameOf(device.EpName)} plug-in",
            ProviderName = device.EpName,
            Vendor = device.EpVendor ?? "",
            Version = version,
            Kind = hardware.Type.ToString(),
            Description = description,
            LibraryPath = path,
            Handle = device,
            Identity = string.Create(CultureInfo.InvariantCulture,
                $"{device.EpName}\n{version}\n{file.Length} {file.LastWriteTimeUtc.Ticks}\n{hardware.VendorId:x} {hardware.DeviceId:x}\n"
                + $"{description}\n{card}\n{driver}\n{OrtEnv.Instance().GetVersionString()}"),
        };
    }
}
