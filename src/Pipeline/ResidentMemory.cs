using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// Reads the resident memory of the process without an allocation. On Linux <see cref="Environment.WorkingSet"/> opens a file
/// and allocates its text each time: once a second, that would be a tenth of what a whole pipeline allocates.
/// </summary>
internal sealed class ResidentMemory : IDisposable
{
    private const string Source = "/proc/self/statm"; // proc(5): numbers of pages; the second is what is resident
    private readonly SafeFileHandle? _file = OperatingSystem.IsLinux() && File.Exists(Source) ? File.OpenHandle(Source) : null;

    /// <summary>Resident bytes of the process now.</summary>
    public long Read()
    {
        Span<byte> text = stackalloc byte[128];
        if (_file is null)
            return Environment.WorkingSet;
        text = text[..RandomAccess.Read(_file, text, 0)];
        text = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(text, out long pages, out _) ? pages * Environment.SystemPageSize : Environment.WorkingSet;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
