namespace P2IKT.Live.Recording.Clips;

/// <summary>What a clip's sidecar says of where its frames come from, and what is needed to record them.</summary>
/// <param name="Source">The camera or file.</param>
/// <param name="Model">The network that deblurs.</param>
/// <param name="FramesPerSecond">Nominal rate of the source; 0 when it reports none.</param>
public sealed record ClipOrigin(ClipSource Source, ClipModel Model, double FramesPerSecond);
