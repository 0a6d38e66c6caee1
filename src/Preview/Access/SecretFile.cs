using System.Text;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Preview.Access;

/// <summary>Text that only the owner may read: tokens, private keys. It is written whole or not at all.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 64 << 10;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The text; null when there is no such file.</summary>
    /// <exception cref="AccessException">It cannot be read, is too long, or others can read it.</exception>
    public static string? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            {
                throw new AccessException(
                    $"Other users can read {path}, which must stay secret: delete it, and another one is made; paired devices pair again.");
            }
            if (file.Length > MaxBytes)
                throw new AccessException($"{path} is damaged, it is too long: delete it, and another one is made.");
            using var text = new StreamReader(file, Encoding.UTF8);
            return text.ReadToEnd();
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new AccessException($"{path} cannot be read: {refused.Message.TrimEnd('.')}; make it readable, or delete it.", refused);
        }
    }

    /// <summary>Writes the text, and makes the folder when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text.</param>
    /// <param name="overwrite">Whether it replaces a file that is there.</param>
    /// <returns>False when there was a file that it must not replace.</returns>
    /// <exception cref="AccessException">It cannot be written.</exception>
    public static bool Write(string path, string text, bool overwrite)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder); // in the user's own profile, which others cannot read
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var file = new AtomicFile(path, ownerOnly: true);
            using (var stream = file.Open())
                stream.Write(Encoding.UTF8.GetBytes(text));
            if (!overwrite && File.Exists(path))
                return false;
            file.Commit(overwrite);
            return true;
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            return false; // another process was quicker
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new AccessException(
                $"{path} cannot be written: {refused.Message.TrimEnd('.')}; free its disk, or make its folder writable.", refused);
        }
    }
}
