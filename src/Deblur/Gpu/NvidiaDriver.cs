using System.ComponentModel;
using System.Diagnostics;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>What NVIDIA's driver says of the first GPU, through the program nvidia-smi that comes with it.</summary>
public static class NvidiaDriver
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly Lazy<string?> Answer = new(Ask);

    /// <summary>
    /// "NVIDIA RTX A4000, 8.6, 580.65": name, compute capability, driver version; null where there is no driver or no GPU.
    /// </summary>
    public static string? Gpu => Answer.Value;

    private static string? Ask()
    {
        try
        {
            using var asked = Process.Start(
                new ProcessStartInfo("nvidia-smi", ["--query-gpu=name,compute_cap,driver_version", "--format=csv,noheader", "--id=0"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (asked is null)
                return null;
            var answer = asked.StandardOutput.ReadToEndAsync();
            if (!asked.WaitForExit(Timeout)) // a driver that hangs must not hang us
            {
                asked.Kill(entireProcessTree: true);
                return null;
            }
            return asked.ExitCode == 0 && answer.Result.Trim() is { Length: > 0 } line ? line.Split('\n')[0] : null;
        }
        catch (Exception absent) when (absent is Win32Exception or IOException)
        {
            return null;
        }
    }
}
