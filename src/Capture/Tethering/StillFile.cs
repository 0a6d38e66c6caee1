using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// A still on its way to the disk: under a hidden name until it is whole, then under the camera's, or the camera's with a number where a
/// file of that name is there already. Nothing is ever overwritten; disposed before it is whole, it leaves nothing behind.
/// </summary>
internal sealed class StillFile : IDisposable
{
    private readonly AtomicFile _part;
    private readonly Stream _stream;

    /// <param name="folder">Made where it is absent.</param>
    /// <param name="name">As the camera says; only its last part counts.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public StillFile(string folder, string name)
        : this(folder, name, static path => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None))
    {
    }

    internal StillFile(string folder, string name, Func<string, Stream> open)
    {
        var plain = Path.GetFileName(name) is { Length: > 0 } given and not ("." or "..") ? given : "picture";
        _part = new AtomicFile(
            Path.Combine(
                Directory.CreateDirectory(folder).FullName,
                FileNames.Fit(Path.GetFileNameWithoutExtension(plain), Path.GetExtension(plain))));
        try
        {
            _stream = open(_part.Path);
        }
        catch
        {
            _part.Dispose();
            throw;
        }
    }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        Length += bytes.Length;
    }

    /// <summary>It is complete: gives it its name, and returns the name.</summary>
    public string Finish()
    {
        _stream.Dispose();
        return _part.CommitUnderFreeName();
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be written before cannot be flushed now.
        }
        _part.Dispose();
    }

    /// <summary>Whether it failed because the disk, or the user's share of it, is full.</summary>
    public static bool IsDiskFull(Exception fault) =>
        // ENOSPC and EDQUOT (Linux 122, macOS 69); Windows' ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
        fault is IOException && (fault.HResult is 28 or 122 or 69 or unchecked((int)0x80070027) or unchecked((int)0x80070070));
}
