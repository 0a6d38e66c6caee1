namespace P2IKT.Live.Deblur.Gpu;

/// <summary>A library that ONNX Runtime's GPU package loads and does not bring.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="File">Its file's name without prefix, version and ending: "cudart".</param>
/// <param name="Major">The major version that the package was linked against.</param>
/// <param name="Found">Versions on the library path, newest first; empty when there is none.</param>
public sealed record GpuLibrary(string Name, string File, int Major, IReadOnlyList<string> Found)
{
    /// <summary>Whether the wanted version is there.</summary>
    public bool IsThere => Found.Any(IsWanted);

    /// <summary>What is wrong, and what to do, in one clause; null when it is there.</summary>
    public string? Problem => IsThere ? null
        : Found.Count == 0 ? $"{Name} {Major} is not on the library path: install it"
        : $"{Name} {Found[0]} is here, {Name} {Major} is wanted: install that beside it";

    internal bool IsWanted(string version) => version == $"{Major}" || version.StartsWith($"{Major}.", StringComparison.Ordinal);
}
