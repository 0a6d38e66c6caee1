namespace P2IKT.Live.Deblur.Ort;

/// <summary>A file of a <see cref="ProviderFolder"/>.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="UnavailableReason">Why it gives no device, one clause; null when it does.</param>
/// <param name="Devices">What it runs on, in the order of its own preference; empty when it cannot be used.</param>
public sealed record ProviderLibrary(string Path, string? UnavailableReason, IReadOnlyList<ProviderDevice> Devices)
{
    /// <summary>Name of the file.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}
