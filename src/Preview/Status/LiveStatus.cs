namespace P2IKT.Live.Preview.Status;

/// <summary>How the live view stands: the answer of <c>GET /api/status</c>.</summary>
public sealed record LiveStatus
{
    /// <summary>The camera or file.</summary>
    public required SourceStatus Source { get; init; }

    /// <summary>The network at work; null while none is.</summary>
    public ModelStatus? Model { get; init; }

    /// <summary>What the network runs on; null while none runs.</summary>
    public ProviderStatus? Provider { get; init; }

    /// <summary>What became of the frames so far.</summary>
    public FrameCounts Frames { get; init; } = new();

    /// <summary>Deblurred frames a second, now.</summary>
    public double Fps { get; init; }

    /// <summary>Time from capture to presentation.</summary>
    public LatencyStatus LatencyMs { get; init; } = new();

    /// <summary>The last thing to tell the user, one sentence; null when there is nothing.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the stream has come to its end: no further frame will come.</summary>
    public bool Ended { get; init; }

    /// <summary>Whether clips can be recorded: then <c>/api/recording</c> answers, and the page shows its button.</summary>
    public bool Records { get; init; }

    /// <summary>The rung of quality that the stream stands on; null when it stands on the best.</summary>
    public string? Quality { get; init; }
}
