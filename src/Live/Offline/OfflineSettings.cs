using P2IKT.Live.Deblur;
using P2IKT.Live.Recording;

namespace P2IKT.Live.Offline;

/// <summary>What holds for every file of a batch.</summary>
internal sealed record OfflineSettings
{
    /// <summary>The model that deblurs.</summary>
    public required Model Model { get; init; }

    /// <summary>Provider, and the threads that one job may use: the cores divided by the jobs that run at a time.</summary>
    public DeblurOptions Deblur { get; init; } = new();

    /// <summary>How videos are compressed.</summary>
    public VideoCodec Codec { get; init; } = VideoCodec.Find(VideoCodec.Default);

    /// <summary>Write the blur map beside each picture.</summary>
    public bool Maps { get; init; }

    /// <summary>Replace files that are in the way, and redo what is done.</summary>
    public bool Overwrite { get; init; }
}
