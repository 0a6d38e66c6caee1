using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Commands;

/// <summary>The options of <c>live</c> that say how clips are recorded.</summary>
internal sealed class ClipArguments
{
    private readonly Option<string?> _folder =
        new("--clips") { Description = "Clips started from the page go here; by default in P2IKT.Live among your videos",
        HelpName = "DIR" };

    private readonly Option<VideoCodec> _codec = new("--codec")
    {
        Description = $"How clips are compressed: {string.Join(", ", VideoCodec.All.Select(codec => codec.Name))}",
        HelpName = "CODEC",
        DefaultValueFactory = _ => VideoCodec.Find(VideoCodec.Default),
        CustomParser = ParseCodec,
    };

    private readonly Option<double?> _rate = new("--record-fps")
    {
        Description = "Frames a second of a clip; the source's nominal rate without",
        HelpName = "FPS",
        CustomParser = result => Arguments.Value(
            result, Arguments.Number(result) is >= 1 and <= 240 and var fps ? fps : (double?)null, "a rate from 1 to 240, such as 29.97"),
    };

    private readonly Option<bool> _keepSource =
        new("--keep-source") { Description = "Record the source's own picture, too, as CLIP.source.mp4" };

    private readonly Option<TimeSpan> _preRoll = new("--pre-roll")
    {
        Description = $"Let clips begin this long before they are started: 3s; {ClipOptions.LongestPreRoll.TotalSeconds:0}s at most",
        HelpName = "TIME",
        CustomParser = result => Arguments.Value(
            result, Durations.TryParse(Arguments.Text(result), out var time) && time <= ClipOptions.LongestPreRoll ? time : (TimeSpan?)null,
            $"a time such as 3s, up to {ClipOptions.LongestPreRoll.TotalSeconds:0}s") ?? TimeSpan.Zero,
    };

    private readonly Option<ClipSplit?> _split = new("--split")
    {
        Description = "Go on in a next clip after this time or size: 10m, 2GB",
        HelpName = "TIME|SIZE",
        CustomParser = result => ClipSplit.TryParse(Arguments.Text(result))
            ?? Arguments.Refuse<ClipSplit>(result, "a time such as 10m, of a second at least, or a size such as 2GB, of 1MB at least"),
    };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Let --record replace a clip that is there" };

    /// <summary>The clip to record from the first frame on.</summary>
    public Option<string?> Record { get; } =
        new("--record") { Description = "Record a clip from the first frame on; .mp4, .mov or .mkv", HelpName = "FILE" };

    /// <summary>What to burn into the clips.</summary>
    public Option<string?> Overlay { get; } = new("--record-overlay")
    {
        Description = "Burn overlays into the clips, with their options: heat, or outline:limit=2:colour=red,strip",
        HelpName = "OVERLAY",
        CustomParser = static result =>
        {
            try
            {
                return OverlaySelection.Parse(Arguments.Text(result), FrameOverlays.BuiltIn).Text;
            }
            catch (FormatException refused)
            {
                return Arguments.Refuse<string>(result, $"a selection of overlays. {refused.Message.TrimEnd('.')}");
            }
        },
    };

    /// <summary>All options, in the order of the help.</summary>
    public IEnumerable<Option> Options => [Record, _folder, _codec, _rate, _keepSource, _preRoll, _split, Overlay, _overwrite];

    /// <summary>Adds an error where an option has no effect: without a page, only --record begins a clip.</summary>
    public void Validate(CommandResult result, Option<bool> headless)
    {
        if (result.GetResult(Record) is not null)
            return;
        if (result.GetResult(headless) is { Implicit: false }
            && ((Option[])[_rate, _keepSource, _preRoll, _split, Overlay])
                .FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } idle)
            result.AddError($"{idle.Name} is for clips, and without the page nothing begins one: add --record FILE, or leave it out.");
        if (result.GetResult(_overwrite) is { Implicit: false })
            result.AddError("--overwrite is for the clip of --record: add --record FILE, or leave it out.");
    }

    /// <summary>The codec that was asked for.</summary>
    public VideoCodec Codec(ParseResult parsed) => parsed.GetValue(_codec)!;

    /// <summary>What was asked for.</summary>
    public ClipOptions Read(ParseResult parsed)
    {
        var split = parsed.GetValue(_split);
        return new ClipOptions
        {
            Folder = Path.GetFullPath(parsed.GetValue(_folder) ?? LiveOptions.DefaultClipsFolder),
            Codec = Codec(parsed),
            FramesPerSecond = parsed.GetValue(_rate),
            KeepSource = parsed.GetValue(_keepSource),
            PreRoll = parsed.GetValue(_preRoll),
            SplitAfter = split?.After,
            SplitBytes = split?.Bytes,
            Overwrite = parsed.GetValue(_overwrite),
        };
    }

    /// <summary>Reads a codec's name, of whatever option.</summary>
    internal static VideoCodec? ParseCodec(ArgumentResult result)
    {
        try
        {
            return VideoCodec.Find(Arguments.Text(result));
        }
        catch (RecordingException unknown)
        {
            result.AddError(unknown.Message);
            return null;
        }
    }
}
