using System.Security.Cryptography;
using System.Text;

namespace P2IKT.Live.Capture.Files;

/// <summary>Names that a file system takes: it counts bytes, not characters.</summary>
public static class FileNames
{
    private const int MostBytes = 255; // of ext4, XFS, btrfs, APFS and NTFS (which counts UTF-16, so less is used there)
    private const int HashBytes = 4;

    /// <summary>
    /// The stem and the ending as one name. Where that is too long, the stem loses its end and gets a number that stands for the whole of
    /// it: two long names that begin alike stay two.
    /// </summary>
    /// <param name="stem">Without a folder.</param>
    /// <param name="ending">As it stands, with its dot.</param>
    public static string Fit(string stem, string ending)
    {
        ArgumentNullException.ThrowIfNull(stem);
        ArgumentNullException.ThrowIfNull(ending);
        if (Encoding.UTF8.GetByteCount(stem) + Encoding.UTF8.GetByteCount(ending) <= MostBytes)
            return stem + ending;
        ending = $"~{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(stem)).AsSpan(0, HashBytes))}{ending}";
        var left = MostBytes - Encoding.UTF8.GetByteCount(ending);
        var kept = new StringBuilder();
        foreach (var rune in stem.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            kept.Append(rune);
        }
        return kept + ending;
    }

    /// <summary>
    /// Whether the name holds bytes that are not text in UTF-8, so that the file cannot be opened by the name that we get: the runtime
    /// puts U+FFFD in their place.
    /// </summary>
    /// <param name="path">As a listing gave it.</param>
    public static bool IsUndecodable(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Contains('\uFFFD') && !Path.Exists(path);
    }

    /// <summary>Whether two paths name the same file, where links of their names lead. Neither need be there.</summary>
    /// <param name="one">A path.</param>
    /// <param name="other">A path.</param>
    public static bool IsSame(string one, string other)
    {
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;
        return string.Equals(Followed(one), Followed(other), comparison);
    }

    private static string Followed(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Path.GetFullPath(path);
        }
    }
}
