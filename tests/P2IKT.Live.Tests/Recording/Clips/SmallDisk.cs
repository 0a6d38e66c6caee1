using System.Diagnostics;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>A real disk of a few megabytes, in memory; the test is skipped where none may be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string root) => Root = root;

    public string Root { get; }

    public static SmallDisk OfMegabytes(int size)
    {
        var root = Directory.CreateTempSubdirectory("disk").FullName;
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", $"size={size}m", "tmpfs", root) != 0)
        {
            Directory.Delete(root);
            Assert.Skip("Needs the right to mount a small disk (Linux, root).");
        }
        return new SmallDisk(root);
    }

    /// <summary>Takes all the room that is left, and gives back as much as an encoder may have asked for meanwhile: nothing.</summary>
    public void Fill()
    {
        using var file = new FileStream(Path.Combine(Root, "other"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 << 10];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Dispose()
    {
        Run("umount", "-l", Root);
        Directory.Delete(Root, recursive: true);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
