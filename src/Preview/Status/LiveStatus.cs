using P2IKT.Live.Recording.Outputs;

namespace P2IKT.Live.Preview.Status;

/// <summary>The state of the live view: the answer of <c>GET /api/status</c>.</summary>
public sealed record LiveStatus
{
    /// <summary>The camera or file.</summary>
    public required SourceStatus Source { get; init; }

    /// <summary>The model in use; null while there is none.</summary>
    public ModelStatus? Model { get; init; }

    /// <summary>What the model runs on; null while none runs.</summary>
    public ProviderStatus? Provider { get; init; }

    /// <summary>Counts of frames so far.</summary>
    public FrameCounts Frames { get; init; } = new();

    /// <summary>Deblurred frames per second, over the last second.</summary>
    public double Fps { get; init; }

    /// <summary>Time from capture to presentation.</summary>
    public DurationPercentiles LatencyMs { get; init; } = new();

    /// <summary>The last message for the user, one sentence; null when there is none.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the stream has ended: no further frame will come.</summary>
    public bool Ended { get; init; }

    /// <summary>Whether clips can be recorded: then <c>/api/recording</c> answers, and the page shows its button.</summary>
    public bool Records { get; init; }

    /// <summary>Whether focus sweeps are served under <c>/api/focus/sweep</c>; the preview says so itself.</summary>
    public bool Sweeps { get; init; }

    /// <summary>Whether a shoot is served under <c>/api/shoot</c>; the preview says so itself.</summary>
    public bool Shoots { get; init; }

    /// <summary>The targets that the stream is sent to; the preview says so itself. Empty: there are none.</summary>
    public IReadOnlyList<OutputState> Outputs { get; init; } = [];

    /// <summary>The quality level of the stream, in words; null for the best one.</summary>
    public string? Quality { get; init; }
}
