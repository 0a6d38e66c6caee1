using System.Globalization;
using System.Security.Cryptography;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// Copies one file, and compares the copy with it: the SHA-256 of what was read against that of what the disk gives back after it was
/// written through. On Linux the system is asked to forget the copy first, so that it is read from the disk and not from memory.
/// </summary>
internal static class VerifiedCopy
{
    private const int PartBytes = 1 << 20;

    /// <summary>
    /// Copies a file under its name, or the next free one. A copy that is there already and is the same is left as it is.
    /// </summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Full path of the copy; its folder is made.</param>
    /// <param name="replaces">Whether another file of that name is replaced: a sidecar of ours, which changes.</param>
    /// <param name="reopen">Opens what was written, to compare it.</param>
    /// <param name="stop">Cancels; nothing is left of the copy then.</param>
    /// <returns>False: the copy differs from the file, and was removed.</returns>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static async Task<bool> WriteAsync(string from, string to, bool replaces, Func<string, Stream> reopen, CancellationToken stop)
    {
        var source = Open(from);
        await using var closing = source.ConfigureAwait(false);
        foreach (var there in Copies(to, replaces))
        {
            if (await IsSameAsync(source, there, stop).ConfigureAwait(false))
                return true;
        }
        source.Position = 0;
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var part = new AtomicFile(to);
        byte[] wanted;
        var target = part.Open();
        await using (target.ConfigureAwait(false))
        {
            wanted = await CopyAsync(source, target, stop).ConfigureAwait(false);
            target.Flush(flushToDisk: true);
            FileCache.Drop(target.SafeFileHandle);
        }
        var written = reopen(part.Path);
        await using (written.ConfigureAwait(false))
        {
            var got = await SHA256.HashDataAsync(written, stop).ConfigureAwait(false);
            if (!wanted.AsSpan().SequenceEqual(got))
                return false;
        }
        File.SetLastWriteTimeUtc(part.Path, File.GetLastWriteTimeUtc(from));
        if (replaces)
            part.Commit(overwrite: true);
        else
            part.CommitUnderFreeName();
        return true;
    }

    /// <summary>Opens a file that others may still write to or move.</summary>
    public static FileStream Open(string path) => new(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, PartBytes,
            FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>The files that may be an earlier copy: of the name, and of NAME-2, NAME-3 ... as far as there are any.</summary>
    private static IEnumerable<string> Copies(string to, bool replaces)
    {
        var (folder, stem, extension) = (Path.GetDirectoryName(to)!, Path.GetFileNameWithoutExtension(to), Path.GetExtension(to));
        for (var number = 1; ; number++)
        {
            var ending = number == 1 ? extension : string.Create(CultureInfo.InvariantCulture, $"-{number}{extension}");
            var copy = Path.Combine(folder, FileNames.Fit(stem, ending));
            if (!File.Exists(copy))
                yield break;
            yield return copy;
            if (replaces)
                yield break;
        }
    }

    private static async Task<byte[]> CopyAsync(FileStream source, FileStream target, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new byte[PartBytes];
        for (int got; (got = await source.ReadAsync(part, stop).ConfigureAwait(false)) > 0;)
        {
            hash.AppendData(part, 0, got);
            await target.WriteAsync(part.AsMemory(0, got), stop).ConfigureAwait(false);
        }
        return hash.GetHashAndReset();
    }

    private static async Task<bool> IsSameAsync(FileStream source, string copy, CancellationToken stop)
    {
        if (new FileInfo(copy) is not { Exists: true } there || there.Length != source.Length)
            return false;
        source.Position = 0;
        var copied = Open(copy);
        await using var closing = copied.ConfigureAwait(false);
        var wanted = await SHA256.HashDataAsync(source, stop).ConfigureAwait(false);
        var got = await SHA256.HashDataAsync(copied, stop).ConfigureAwait(false);
        return wanted.AsSpan().SequenceEqual(got);
    }
}
