using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>How a <see cref="DeblurStage"/> works.</summary>
public sealed record DeblurStageOptions
{
    /// <summary>
    /// Results that may exist at once: one being written, one in each observer and its mailbox. When all are in use the frame is dropped
    /// and counted. Default: 6.
    /// </summary>
    public int Buffers { get; init; } = 6;

    /// <summary>
    /// Latency within which 95 % of the frames are to stay, from capture to result and <see cref="DownstreamLatency"/>: the stage then
    /// moves along <see cref="Ladder"/> to keep it. Null: every frame in full quality, however long it takes.
    /// </summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>The levels of quality; the first session is one of them. Null: the first session's model at each working size.</summary>
    public QualityLadder? Ladder { get; init; }

    /// <summary>
    /// Opens the network that refines what holds still, at a size; called on a thread of low priority, its result owned by the stage. With
    /// it, the stage's own network runs on each sixth frame only while nothing moves. Null: every frame is made alike.
    /// </summary>
    public Func<FrameSize, DeblurSession>? Refine { get; init; }

    /// <summary>
    /// Asked when a session fails on a frame: whether another provider can go on. If so, a session is opened anew, on the stage's thread,
    /// and the frame is run again. Null, or false: the stream ends with the failure.
    /// </summary>
    public Func<DeblurSession, DeblurException, bool>? Recover { get; init; }

    /// <summary>
    /// What has usually yet to be done with a result before anybody sees it, such as encoding it. Asked for each, on the stage's thread;
    /// null: nothing.
    /// </summary>
    public Func<TimeSpan>? DownstreamLatency { get; init; }

    /// <summary>
    /// Changes the maps of a result before it is lent, such as a filter over time. Called on the stage's thread for each result; null: the
    /// maps are the network's.
    /// </summary>
    public MapFilter? FilterMaps { get; init; }

    /// <summary>The clock of waiting for the last frame. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The demand for deblurred frames: without any, no frame is deblurred. Null: there is always demand.</summary>
    public FrameDemand? Demand { get; init; }
}
