namespace P2IKT.Live.Recording.Outputs;

/// <summary>How <c>ffmpeg</c> sends to addresses of one scheme.</summary>
/// <param name="Name">The protocol or muxer that it must have been built with.</param>
/// <param name="Format">The muxer.</param>
internal sealed record StreamProtocol(string Name, string Format)
{
    /// <summary>Whether <see cref="Name"/> is a muxer, which has its own transport; else a protocol.</summary>
    public bool IsMuxer { get; init; }

    /// <summary>Whether an address must name a port, because there is no usual one.</summary>
    public bool NeedsPort { get; init; }

    /// <summary>Whether the last part of an address's path is a secret.</summary>
    public bool IsKeyInPath { get; init; }

    /// <summary>What stands before the URL only to choose this.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>More options of the muxer.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
