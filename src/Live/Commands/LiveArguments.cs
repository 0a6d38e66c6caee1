using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using P2IKT.Live.Deblur;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Commands;

/// <summary>The options of <c>live</c>.</summary>
internal sealed class LiveArguments
{
    private static readonly LiveOptions Defaults = new();

    private readonly Option<string> _source = new("--source")
    {
        Description = $"{string.Join(", ", Defaults.Sources.Providers.SelectMany(static known => known.Usage).Select(static form => form.Uri))} "
            + "(`p2ikt-live devices` lists what is there)",
        HelpName = "URI",
        DefaultValueFactory = _ => Defaults.Source,
    };

    private readonly Option<string?> _outputFolder = new("--output")
    {
        Description = "With folder:, where the deblurred stills go; beside the originals without",
        HelpName = "DIR",
    };

    private readonly Option<string> _model = Arguments.Model(Defaults.Model);

    private readonly Option<ExecutionProvider> _provider = new("--provider")
    {
        Description = "What runs the network: auto, tensorrt, cuda, directml, cpu",
        HelpName = "PROVIDER",
        DefaultValueFactory = _ => Defaults.Provider,
        CustomParser = Arguments.ParseProvider,
    };

    private readonly Option<double?> _latency = new("--latency")
    {
        Description = $"Latency to stay below, in ms: the network works on reduced frames where that keeps it; 0 for full quality always "
            + $"[default: {LiveOptions.DefaultLatencyMs:0}; with --headless 0]",
        HelpName = "MS",
        CustomParser = result => Arguments.Value<double>(
            result, double.TryParse(Arguments.Text(result), CultureInfo.InvariantCulture, out var ms) && ms is >= 0 and < 1e6 ? ms : null,
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
        CustomParser = result => Arguments.Value<long>(
            result, long.TryParse(Arguments.Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null,
            "a whole number above 0"),
    };

    private readonly Option<TimeSpan?> _duration = new("--duration")
    {
        Description = "Stop after this time: 30s, 5m, 1h",
        HelpName = "TIME",
        CustomParser = result => Arguments.Value(
            result, Durations.TryParse(Arguments.Text(result), out var time) ? time : (TimeSpan?)null, "a time such as 30s, 5m or 1h"),
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

    /// <summary>Gives a command these options, and the rules between them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_source, _outputFolder, _model, _provider, _latency, _listen, _headless, _frames, _duration,
            _stills, .. _clips.Options, _stats])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_frames) is not null && result.GetResult(_duration) is not null)
                result.AddError("--frames and --duration exclude each other.");
            var isFolder = result.GetResult(_source)?.Tokens is [{ Value: var source }]
                && source.StartsWith("folder:", StringComparison.OrdinalIgnoreCase);
            if (result.GetResult(_outputFolder) is not null && !isFolder)
                result.AddError("--output is for the stills of a folder: add --source folder:PATH, or leave it out.");
            if (result.GetResult(_clips.Record) is not null && isFolder)
                result.AddError("--record is for video: the stills of a folder are written by themselves; leave it out.");
        });
    }

    /// <summary>What was asked for.</summary>
    public LiveOptions Read(ParseResult parsed) => new()
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
        Record = parsed.GetValue(_clips.Record),
        RecordedOverlay = parsed.GetValue(_clips.Overlay),
        Clips = _clips.Read(parsed),
    };

    /// <summary>The file for the statistics of the run; null when none is asked for.</summary>
    public string? StatsFile(ParseResult parsed) => parsed.GetValue(_stats);

    private static IPEndPoint? ParseListen(ArgumentResult result)
    {
        var text = Arguments.Text(result);
        var address = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;
        var colon = address.LastIndexOf(':');
        if (colon > 0 && IPEndPoint.TryParse(address, out var endPoint)
            && ushort.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
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
}
