using System.Text.Json;
using System.Text.Json.Serialization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Pipeline;

/// <summary>The statistics of a run: written as one JSON document.</summary>
public sealed record LiveStats
{
    /// <summary>What became of the frames; captured = deblurred + dropped + idle, the last 0 in a headless run and over a folder.</summary>
    public required FrameCounts Frames { get; init; }

    /// <summary>Deblurred frames a second, over the whole run.</summary>
    public double Fps { get; init; }

    /// <summary>Capture to presentation in ms where frames were presented, capture to result otherwise.</summary>
    public required DurationPercentiles LatencyMs { get; init; }

    /// <summary>Milliseconds that each stage worked on a frame.</summary>
    public required StageTimes StageMs { get; init; }

    /// <summary>What ran the network.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the network.</summary>
    public required string Model { get; init; }

    /// <summary>Size of the frames, "1280x720".</summary>
    public required string Size { get; init; }

    /// <summary>
    /// Deblurred frames by how much of them the network saw: "full", "threeQuarters", "half", "quarter" of each side, "source" where none
    /// ran. Where several models are used, the model comes first: "p2ikt-live/full". Levels without frames are left out.
    /// </summary>
    public IReadOnlyDictionary<string, long> Quality { get; init; } = new Dictionary<string, long>();

    /// <summary>Managed memory allocated by the whole process for each captured frame, start-up of the stream included.</summary>
    public long AllocatedBytesPerFrame { get; init; }

    /// <summary>Collections of the oldest generation during the run.</summary>
    public int Gen2Collections { get; init; }

    /// <summary>Memory over the run.</summary>
    public MemoryUse Memory { get; init; } = new();

    /// <summary>As indented JSON, names in camel case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LiveJson.Default.LiveStats);
}

/// <summary>Percentiles for each stage, in milliseconds.</summary>
public sealed record StageTimes
{
    /// <summary>Bringing a frame into its buffer.</summary>
    public required DurationPercentiles Capture { get; init; }

    /// <summary>The network.</summary>
    public required DurationPercentiles Deblur { get; init; }

    /// <summary>Encoding for the preview.</summary>
    public required DurationPercentiles Encode { get; init; }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LiveStats))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class LiveJson : JsonSerializerContext;
