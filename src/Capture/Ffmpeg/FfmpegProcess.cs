using System.ComponentModel;
using System.Diagnostics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>
/// A running <c>ffmpeg</c> or <c>ffprobe</c>: bytes in, bytes out, and what it says on stderr kept at hand. Disposing kills it if it
/// still runs.
/// </summary>
/// <remarks>
/// A pipe and no library: frames go from their pooled buffers into the pipe without a copy in between, and a dead encoder is seen
/// at once, as a write that fails.
/// </remarks>
public sealed class FfmpegProcess : IDisposable
{
    private const int MostLines = 40, MostLength = 2048;

    // A Ctrl-C in a terminal goes to every program of its group; ffmpeg would stop on it before it has what we still hand over.
    private static readonly string? OwnGroup = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid") ? "/usr/bin/setsid" : null;

    private readonly Process _process;
    private readonly Queue<string> _errorLines = [];
    private readonly Lock _gate = new();

    private FfmpegProcess(Process process, Action<string>? onLine)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => // read to the end, or a full pipe would stop the program
        {
            if (line.Data is not { Length: > 0 } text)
                return;
            onLine?.Invoke(text);
            lock (_gate)
            {
                _errorLines.Enqueue(text.Length > MostLength ? text[..MostLength] : text);
                if (_errorLines.Count > MostLines)
                    _errorLines.Dequeue();
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Its standard input; closing it is the end of the program's input.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Its standard output, for a program that was started to be read.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Its number in the system.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its full path.</param>
    /// <param name="arguments">Its arguments; no shell is between.</param>
    /// <param name="reads">Whether its standard output is read: nobody may leave a full pipe unread.</param>
    /// <param name="onLine">Receives every line that it writes to stderr, in order, on a thread of the pool.</param>
    /// <param name="withoutProxy">A host that it reaches directly, whatever the proxy variables say; null: they count.</param>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public static FfmpegProcess Start(
        string program, IEnumerable<string> arguments, bool reads, Action<string>? onLine = null, string? withoutProxy = null)
    {
        try
        {
            if (!File.Exists(program))
                throw new Win32Exception("it is not there"); // which setsid would say to nobody
            var start = new ProcessStartInfo(OwnGroup ?? program, OwnGroup is null ? arguments : arguments.Prepend(program))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = reads,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            };
            if (withoutProxy is not null)
                start.Environment["no_proxy"] = string.Join(
                    ',', ((string?[])[Environment.GetEnvironmentVariable("no_proxy"), withoutProxy])
                    .Where(static host => host?.Length > 0));
            return new FfmpegProcess(Process.Start(start)!, onLine);
        }
        catch (Win32Exception fault)
        {
            throw new CaptureException(
                FaultKind.NotAvailable, $"'{program}' could not be started ({fault.Message}): {FfmpegProgram.HowToInstall}.", fault);
        }
    }

    /// <summary>The last line that it wrote about what went wrong; may be empty.</summary>
    public string LastErrorLine()
    {
        if (_process.WaitForExit(TimeSpan.FromMilliseconds(200)))
            _process.WaitForExit(); // only this waits for the last line, too
        lock (_gate)
            return _errorLines.Count > 0 ? _errorLines.Last().Trim().TrimEnd('.') : "";
    }

    /// <summary>
    /// The first line that it wrote about what went wrong, which names the cause where the last names the consequence; may be empty.
    /// </summary>
    public string FirstErrorLine()
    {
        _ = LastErrorLine(); // every line is here
        lock (_gate)
            return _errorLines.Count > 0 ? WithoutSpeaker(_errorLines.Peek()).Trim().TrimEnd('.') : "";
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code; null when it did not end in time.</returns>
    public int? WaitForExit(TimeSpan timeout) => _process.WaitForExit(timeout) ? _process.ExitCode : null;

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once; nothing happens when it has ended already.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It had ended by itself.
        }
    }

    /// <summary>Without "[mp4 @ 0x55d882d41bc0] ".</summary>
    private static string WithoutSpeaker(string line) =>
        line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end ? line[(end + 2)..] : line;

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        try
        {
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // Disposed before.
        }
        _process.Dispose();
    }
}
