using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace P2IKT.Live.Benchmarks.Soak;

/// <summary>The program under test: its process, and what its server answers.</summary>
internal sealed class SoakProgram : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5); // the first start measures what each level costs
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly Task<string> _errors;

    private SoakProgram(Process process, Uri page)
    {
        (_process, Page) = (process, page);
        _client = new HttpClient { BaseAddress = page, Timeout = Timeout };
        _errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync(); // taken, so that it never waits
    }

    public Uri Page { get; }

    /// <summary>Starts it on a source, and returns when its page is served.</summary>
    public static async Task<SoakProgram> StartAsync(string source, string clips)
    {
        string[] arguments = [typeof(ExitCode).Assembly.Location, "--source", source, "--clips", clips, "--listen", "127.0.0.1:0", "--log-format", "json"];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(StartTimeout) is { } line)
        {
            if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at && line.StartsWith("Live preview", StringComparison.Ordinal))
                return new SoakProgram(process, new Uri(line[at..].Split(' ')[0]));
        }
        throw new SoakException($"The program did not start: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Resident megabytes, handles and threads now.</summary>
    public (double Megabytes, int Handles, int Threads) Resources()
    {
        _process.Refresh();
        return (_process.WorkingSet64 / 1e6, _process.HandleCount, _process.Threads.Count);
    }

    /// <summary>The samples of <c>/metrics</c> by name and labels.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync()
    {
        var text = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] != '#')
            .ToDictionary(static line => line[..line.LastIndexOf(' ')], static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until <c>/healthz/ready</c> answers this.</summary>
    public async Task AwaitReadyAsync(bool isReady, TimeSpan timeout)
    {
        var wanted = isReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await _client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            if (answer.StatusCode == wanted)
                return;
            if (Stopwatch.GetElapsedTime(began) > timeout)
                throw new SoakException($"/healthz/ready answered {(int)answer.StatusCode} for {timeout.TotalSeconds:0} s, where {(int)wanted} was expected.");
            await Task.Delay(100);
        }
    }

    /// <summary>Posts to the recorder: start or stop.</summary>
    public async Task RecordingAsync(string order)
    {
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri($"/api/recording/{order}", UriKind.Relative), body);
        if (!answer.IsSuccessStatusCode)
            throw new SoakException($"/api/recording/{order} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Ends it in an orderly way, and returns what it has logged.</summary>
    public async Task<string> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Timeout);
        var log = await _errors;
        return _process.ExitCode == 0 ? log : throw new SoakException($"The program ended with exit code {_process.ExitCode}: {log}");
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
