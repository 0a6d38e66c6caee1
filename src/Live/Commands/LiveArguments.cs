using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using P2IKT.Live.Deblur;
using P2IKT.Live.Logging;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Commands;

/// <summary>The options of <c>live</c>.</summary>
internal sealed class LiveArguments
{
    private static readonly LiveOptions Defaults = new();

    private readonly Option<string> _source = new("--source")
    {
        Description =
            $"{string.Join(", ", Defaults.Sources.Providers.SelectMany(static known => known.Usage).Select(static form => form.Uri))} "
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
        Description = "What runs the network: auto, tensorrt, cuda, directml, cpu, plugin",
        HelpName = "PROVIDER",
        DefaultValueFactory = _ => Defaults.Provider,
        CustomParser = Arguments.ParseProvider,
    };

    private readonly Option<string?> _providers = Arguments.ProviderFolder();

    private readonly Option<double?> _latency = new("--latency")
    {
        Description = $"Latency to stay below, in ms, by a smaller network or on reduced frames; 0 for full quality always "
            + $"[default: {LiveOptions.DefaultLatencyMs:0}; with --headless 0]",
        HelpName = "MS",
        CustomParser = result => Arguments.Value<double>(
            result, Arguments.Number(result) is >= 0 and < 1e6 and var ms ? ms : null, "a number of milliseconds, such as 80 or 33.5, or 0"),
    };

    private readonly Option<bool> _noRefinement = new("--no-refinement")
    {
        Description = "Show what holds still as the live network makes it; else the best network refines it in the background",
    };

    private readonly Option<IPEndPoint> _listen = new("--listen")
    {
        Description = "Where the preview listens; port 0 takes a free one; 0.0.0.0:PORT lets other screens in, by a link with a token",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => Defaults.Listen,
        CustomParser = ParseListen,
    };

    private readonly AccessArguments _access = new();
    private readonly OscArguments _osc = new();

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

    private readonly OutputArguments _outputs = new();

    private readonly ShootArguments _shoot = new();
    private readonly LogArguments _log = new();

    private readonly Option<string?> _stats = new("--stats")
    {
        Description = "Write frame counts, rates, latencies and stage times here at the end",
        HelpName = "FILE.json",
    };

    /// <summary>Gives a command these options, and the rules between them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_source, _outputFolder, _model, _provider, _providers, _latency, _noRefinement, _listen,
            .. _access.Options, .. _osc.Options, _headless, _frames, _duration, _stills, .. _clips.Options, .. _outputs.Options,
            .. _shoot.Options, _stats, .. _log.Options])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_frames) is not null && result.GetResult(_duration) is not null)
                result.AddError("--frames and --duration exclude each other.");
            var isFolder = result.GetResult(_source)?.Tokens is [{ Value: var source }]
                && source.StartsWith("folder:", StringComparison.OrdinalIgnoreCase);
            if (result.GetResult(_outputFolder) is not null && !isFolder)
                result.AddError("--output is for the stills of a folder: add --source folder:PATH, or leave it out.");
            if (isFolder && _shoot.Options.FirstOrDefault(option => result.GetResult(option) is not null) is { } shoot)
                result.AddError(
                    $"{shoot.Name} is for pictures and clips that are taken: the stills of a folder keep their names; leave it out.");
            if (result.GetResult(_clips.Record) is not null && isFolder)
                result.AddError("--record is for video: the stills of a folder are written by themselves; leave it out.");
            if (isFolder && _outputs.Options.FirstOrDefault(option => result.GetResult(option) is not null) is { } sent)
                result.AddError($"{sent.Name} is for video: a folder of stills is no stream; leave it out.");
            _access.Validate(result, _listen, _headless);
            _osc.Validate(result, _headless);
            _clips.Validate(result, _headless);
            _outputs.Validate(result);
        });
    }

    /// <summary>What was asked for.</summary>
    public LiveOptions Read(ParseResult parsed) => new()
    {
        Source = parsed.GetRequiredValue(_source),
        Output = parsed.GetValue(_outputFolder) is { } folder ? OutputFile.Folder(folder) : null,
        Model = parsed.GetRequiredValue(_model),
        Provider = parsed.GetValue(_provider),
        ProviderFolder = parsed.GetValue(_providers),
        LatencyMs = parsed.GetValue(_latency),
        Refines = !parsed.GetValue(_noRefinement),
        Listen = parsed.GetRequiredValue(_listen),
        RenewTokens = parsed.GetValue(_access.Renew),
        CertificateFile = parsed.GetValue(_access.Certificate),
        KeyFile = parsed.GetValue(_access.Key),
        Osc = _osc.Read(parsed),
        Headless = parsed.GetValue(_headless),
        Frames = parsed.GetValue(_frames),
        Duration = parsed.GetValue(_duration),
        StillsFolder = parsed.GetValue(_stills),
        StateFolder = UserState.Folder,
        Record = parsed.GetValue(_clips.Record),
        RecordedOverlay = parsed.GetValue(_clips.Overlay),
        Clips = _clips.Read(parsed),
        Outputs = _outputs.Read(parsed, _clips.Codec(parsed)),
        Shoot = _shoot.Read(parsed),
    };

    /// <summary>The file for the statistics of the run; null when none is asked for.</summary>
    public string? StatsFile(ParseResult parsed) => parsed.GetValue(_stats);

    /// <summary>How the run is logged.</summary>
    public LogSettings Log(ParseResult parsed) => _log.Read(parsed);

    private static IPEndPoint? ParseListen(ArgumentResult result)
    {
        if (Arguments.EndPoint(result) is { } listen)
            return listen;
        const int Port = PreviewOptions.DefaultPort;
        result.AddError($"--listen {Arguments.Text(result)} is not an address and a port, such as 127.0.0.1:{Port}, "
            + $"or 0.0.0.0:{Port} for other screens.");
        return null;
    }
}
