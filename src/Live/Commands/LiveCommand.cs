using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live live</c>: reads its options, runs the pipeline, says how it went.</summary>
internal sealed class LiveCommand(TextWriter output, TextWriter errors)
{
    private static readonly LiveOptions Defaults = new();

    private readonly Option<string> _source = new("--source")
    {
        Description = "test:, a video file, camera:0, gphoto2:, folder:PATH, rtsp://..., http://... (`p2ikt-live devices` lists what is there)",
        HelpName = "URI",
        DefaultValueFactory = _ => Defaults.Source,
    };

    private readonly Option<string?> _outputFolder = new("--output")
    {
        Description = "With folder:, where the deblurred stills go; beside the originals without",
        HelpName = "DIR",
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = "A model that `p2ikt-live models` lists, or an ONNX file to the model contract",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => Defaults.Model,
    };

    private readonly Option<ExecutionProvider> _provider = new("--provider")
    {
        Description = "What runs the network: auto, tensorrt, cuda, directml, cpu",
        HelpName = "PROVIDER",
        DefaultValueFactory = _ => Defaults.Provider,
        CustomParser = ParseProvider,
    };

    private readonly Option<double?> _latency = new("--latency")
    {
        Description = $"Latency to stay below, in ms: the network works on reduced frames where that keeps it; 0 for full quality always [default: {LiveOptions.DefaultLatencyMs:0}; with --headless 0]",
        HelpName = "MS",
        CustomParser = result => Number<double>(result, double.TryParse(Text(result), CultureInfo.InvariantCulture, out var ms) && ms is >= 0 and < 1e6 ? ms : null,
            "a number of milliseconds, or 0"),
    };

    private readonly Option<IPEndPoint> _listen = new("--listen")
    {
        Description = "Where the preview listens; port 0 takes a free one",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => Defaults.Listen,
        CustomParser = ParseListen,
    };

    private readonly Option<bool> _headless = new("--headless") { Description = "No preview: deblur and measure only" };

    private readonly Option<long?> _frames = new("--frames")
    {
        Description = "Stop after this many captured frames",
        HelpName = "N",
        CustomParser = result => Number<long>(result, long.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null,
            "a whole number above 0"),
    };

    private readonly Option<TimeSpan?> _duration = new("--duration")
    {
        Description = "Stop after this time: 30s, 5m, 1h",
        HelpName = "TIME",
        CustomParser = result => Number(result, Durations.TryParse(Text(result), out var time) ? time : (TimeSpan?)null, "a time such as 30s, 5m or 1h"),
    };

    private readonly Option<string?> _stills = new("--stills")
    {
        Description = "Save the pictures of a tethered camera here; by default in P2IKT.Live among your pictures",
        HelpName = "FOLDER",
    };

    private readonly ClipArguments _clips = new();

    private readonly Option<string?> _stats = new("--stats")
    {
        Description = "Write frame counts, rates, latencies and stage times here at the end",
        HelpName = "FILE.json",
    };

    /// <summary>Gives a command these options and this action.</summary>
    public Command AddTo(Command command)
    {
        foreach (Option option in (Option[])[_source, _outputFolder, _model, _provider, _latency, _listen, _headless, _frames, _duration, _stills, .. _clips.Options, _stats])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_frames) is not null && result.GetResult(_duration) is not null)
                result.AddError("--frames and --duration exclude each other.");
            var isFolder = result.GetResult(_source)?.Tokens is [{ Value: var source }] && source.StartsWith("folder:", StringComparison.OrdinalIgnoreCase);
            if (result.GetResult(_outputFolder) is not null && !isFolder)
                result.AddError("--output is for the stills of a folder: add --source folder:PATH, or leave it out.");
            if (result.GetResult(_clips.Record) is not null && isFolder)
                result.AddError("--record is for video: the stills of a folder are written by themselves; leave it out.");
        });
        command.SetAction((parsed, stop) => RunAsync(Read(parsed), stop));
        return command;
    }

    private LiveOptions Read(ParseResult parsed) => new()
    {
        Source = parsed.GetRequiredValue(_source),
        Output = parsed.GetValue(_outputFolder) is { } folder ? OutputFile.Folder(folder) : null,
        Model = parsed.GetRequiredValue(_model),
        Provider = parsed.GetValue(_provider),
        LatencyMs = parsed.GetValue(_latency),
        Listen = parsed.GetRequiredValue(_listen),
        Headless = parsed.GetValue(_headless),
        Frames = parsed.GetValue(_frames),
        Duration = parsed.GetValue(_duration),
        StillsFolder = parsed.GetValue(_stills),
        StatsFile = parsed.GetValue(_stats),
        Record = parsed.GetValue(_clips.Record),
        RecordedOverlay = parsed.GetValue(_clips.Overlay),
        Clips = _clips.Read(parsed),
    };

    private async Task<int> RunAsync(LiveOptions options, CancellationToken stop)
    {
        await Task.Yield(); // a signal is taken for ours only once this has returned a task, which may be after the address was printed
        await using var stats = options.StatsFile is { } file ? OutputFile.Create(file) : null;
        await using var pipeline = await LivePipeline.StartAsync(options, stop);
        using var notices = pipeline.Notices.Subscribe(notice => errors.WriteLine($"p2ikt-live: {notice}"));
        await WriteHeadAsync(pipeline, options.Output);
        Exception? failure = null;
        try
        {
            GC.Collect(); // what the start has left behind, and not in the middle of the stream
            await pipeline.RunAsync(stop);
        }
#pragma warning disable CA1031 // whatever ended the stream, the figures of the run are written before it is told
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = fault;
        }
        if (options.Record is not null)
            failure ??= pipeline.Recorder!.Failure; // who asked for a clip on the command line wants to know at the end, too
        var measured = pipeline.Measure();
        if (stats is not null)
            await stats.WriteLineAsync(measured.ToJson());
        await WriteTailAsync(measured, pipeline.Recorder, pipeline.Stills is null ? options.LatencyMs ?? LiveOptions.DefaultLatencyMs : 0); // stills are not live
        if (pipeline.Stills is { } stills)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"stills: {stills.Done} done, {stills.Skipped} done earlier, {stills.Refused} refused, {stills.Waiting} left waiting"));
            if (stills.Unwritten > 0)
                failure ??= new IOException($"{stills.Unwritten} of the stills could not be read or written: start again with existing=1 when that is mended.");
        }
        return failure is null ? ExitCode.Done : CommandLine.Fail(errors, failure, ExitCode.Failed);
    }

    private async Task WriteHeadAsync(LivePipeline pipeline, string? folder)
    {
        var (source, session) = (pipeline.Source, pipeline.Session);
        if (pipeline.Stills is not null)
            await output.WriteLineAsync($"Waiting for stills in {source.Name}; the deblurred ones go {(folder is null ? "beside them" : $"to {folder}")}");
        else
            await output.WriteLineAsync($"{source.Name}, {source.Size}{(source.FramesPerSecond > 0 ? $" at {source.FramesPerSecond:0.##} fps" : "")}{(source.Note.Length > 0 ? $" ({source.Note})" : "")}");
        await output.WriteLineAsync($"{session.Model.Name} on {session.Provider.Name}{(session.Provider.Note.Length > 0 ? $" ({session.Provider.Note})" : "")}");
        if (pipeline.StillsFolder is { } stills)
            await output.WriteLineAsync($"Pictures go to {stills}");
        if (pipeline.Url is { } url)
            await output.WriteLineAsync($"Live preview: {url}   (Ctrl-C ends it)");
        await output.FlushAsync(CancellationToken.None);
    }

    private async Task WriteTailAsync(LiveStats stats, ClipRecorder? recorder, double budget)
    {
        var f = stats.Frames;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{f.Captured} frames captured, {f.Deblurred} deblurred, {f.Dropped} dropped{(f.Idle > 0 ? $", {f.Idle} with nobody watching" : "")}, {f.Presented} presented; {stats.Fps:0.0} fps"));
        var late = budget > 0 && stats.LatencyMs.P95 > budget ? $", over the {budget:0.#} ms asked for" : "";
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"latency p50 {stats.LatencyMs.P50:0.0} ms, p95 {stats.LatencyMs.P95:0.0} ms, p99 {stats.LatencyMs.P99:0.0} ms{late}"));
        if (stats.Quality.Keys.Any(rung => rung != LiveStats.Name(QualityRung.Full)))
            await output.WriteLineAsync($"quality: {string.Join(", ", stats.Quality.Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.Value} frames at {q.Key}")))}");
        if (recorder?.ClipPath is { } clip)
        {
            var state = recorder.State;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{f.Recorded} frames recorded; {clip}: {state.Seconds:0.0} s, {state.Frames.Duplicated} repeated, {state.Frames.Surplus} surplus, {state.Frames.Dropped} dropped"));
        }
    }

    /// <summary>Reads a provider's name, of whatever option.</summary>
    internal static ExecutionProvider ParseProvider(ArgumentResult result)
    {
        // Names only: Enum.TryParse alone would take "3" for a provider.
        if (Enum.TryParse<ExecutionProvider>(Text(result), ignoreCase: true, out var provider) && char.IsLetter(Text(result)[0]))
            return provider;
        result.AddError($"--provider {Text(result)} is not known: it is auto, tensorrt, cuda, directml or cpu.");
        return default;
    }

    private static IPEndPoint? ParseListen(ArgumentResult result)
    {
        var text = Text(result);
        var address = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;
        var colon = address.LastIndexOf(':');
        if (colon > 0 && IPEndPoint.TryParse(address, out var endPoint) && ushort.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && (endPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork || address[0] == '['))
        {
            if (IPAddress.IsLoopback(endPoint.Address))
                return endPoint;
            result.AddError($"--listen {text} would show the studio to others: only 127.0.0.1, localhost and [::1] are served so far.");
            return null;
        }
        result.AddError($"--listen {text} is not an address and a port, such as 127.0.0.1:{PreviewOptions.DefaultPort}.");
        return null;
    }

    private static T? Number<T>(ArgumentResult result, T? value, string wanted)
        where T : struct
    {
        if (value is null)
            result.AddError($"{(result.Parent as OptionResult)?.Option.Name} {Text(result)} is not {wanted}.");
        return value;
    }

    /// <summary>The one value that was given; empty for none or several.</summary>
    internal static string Text(SymbolResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
}
