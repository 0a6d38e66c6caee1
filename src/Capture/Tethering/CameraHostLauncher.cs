using System.Diagnostics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>How a camera host is started: this program again, or the one that lies beside this library, with the hidden command.</summary>
internal static class CameraHostLauncher
{
    private const string Program = "p2ikt-live";
    private static Task<Process>? _ahead;

    /// <summary>Starts one that the next <see cref="Start"/> takes; unused, it ends with this process.</summary>
    public static void StartAhead() => _ahead = Task.Run(static () => Launch(null));

    /// <param name="environment">Set for the host, beside what this process has.</param>
    /// <exception cref="CaptureException">There is no program to start.</exception>
    public static Process Start(IReadOnlyDictionary<string, string>? environment) =>
        environment is null && Interlocked.Exchange(ref _ahead, null) is { } ahead ? ahead.GetAwaiter().GetResult() : Launch(environment);

    private static Process Launch(IReadOnlyDictionary<string, string>? environment)
    {
        var (file, arguments) = CommandLine(Environment.ProcessPath, AppContext.BaseDirectory, File.Exists);
        var start = new ProcessStartInfo(file, [.. arguments, CameraHost.Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            CreateNoWindow = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0"; // it starts sooner, and does next to nothing itself
        start.Environment["DOTNET_TC_QuickJit"] = "1"; // the program's own setting is for loops over pixels, of which it has none
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // nobody attaches to it
        start.Environment["LANGUAGE"] = "en"; // libgphoto2's words are told apart, and stand within English sentences
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException)
        {
            throw new CaptureException(
                FaultKind.NotAvailable,
                $"The program {file} could not be started for the tethered camera: {Gphoto2Fault.Plain(fault.Message, "no reason given")}.",
                fault);
        }
    }

    /// <param name="running">The executable of this process.</param>
    /// <param name="folder">Where this library lies.</param>
    /// <param name="exists">Whether a file is there.</param>
    internal static (string File, string[] Arguments) CommandLine(string? running, string folder, Func<string, bool> exists)
    {
        if (running is not null && Path.GetFileNameWithoutExtension(running) == Program)
            return (running, []);
        var program = Path.Combine(folder, Program + ".dll");
        if (!exists(program))
        {
            throw new CaptureException(FaultKind.NotAvailable,
                $"Tethered cameras need the program {Program} beside this one, in {folder}: put it there, or use another source.");
        }
        // Where the runtime runs this program, it runs that one; else it is looked for as usual.
        return (running is not null && Path.GetFileNameWithoutExtension(running) == "dotnet" ? running : "dotnet", [program]);
    }
}
