namespace P2IKT.Live.Recording.Outputs;

/// <summary>The state of one output: what the page shows and <c>GET /api/outputs</c> answers.</summary>
public sealed record OutputState
{
    /// <summary>Where it sends to, without passwords and stream keys.</summary>
    public required string Target { get; init; }

    /// <summary>What it is doing.</summary>
    public OutputPhase Phase { get; init; }

    /// <summary>Frames handed to the target so far, over all its connections; repetitions count.</summary>
    public long Frames { get; init; }

    /// <summary>Frames that were left out because the target took too long.</summary>
    public long Dropped { get; init; }

    /// <summary>Times that it was lost or refused.</summary>
    public int Failures { get; init; }

    /// <summary>Why it was lost the last time; null while it sends, or before.</summary>
    public string? Message { get; init; }
}
