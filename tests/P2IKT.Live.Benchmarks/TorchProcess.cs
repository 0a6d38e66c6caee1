using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// The same network in PyTorch, in a process of its own that runs a frame whenever it is asked: <c>training/speed.py</c>.
/// </summary>
internal sealed class TorchProcess : IDisposable
{
    private const string Kept = "4294967296"; // bytes
    private readonly Process _process;

    private TorchProcess(Process process) => _process = process;

    /// <summary>Starts it; null where PyTorch or the folder training is not at hand.</summary>
    public static TorchProcess? TryStart(FrameSize size)
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "training", "speed.py")))
            folder = Path.GetDirectoryName(folder);
        if (folder is null || !File.Exists("/usr/bin/python3"))
            return null;
        var training = Path.Combine(folder, "training");
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3",
            [Path.Combine(training, "speed.py"), Path.Combine(training, "weights", "p2ikt-live.pt"), size.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                // glibc: memory that was freed is kept. PyTorch takes new tensors for each frame, and where interruptions are dear, as in
                // a virtual machine, getting their pages anew would be three quarters of its time.
                ["MALLOC_MMAP_THRESHOLD_"] = Kept,
                ["MALLOC_TRIM_THRESHOLD_"] = Kept,
            },
        })!;
        if (process.StandardOutput.ReadLine() == "ready")
            return new TorchProcess(process);
        process.Dispose();
        return null;
    }

    /// <summary>Milliseconds that one frame took there.</summary>
    public double Time()
    {
        _process.StandardInput.WriteLine();
        return double.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
