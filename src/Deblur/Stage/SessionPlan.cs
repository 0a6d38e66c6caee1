using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>Which session a <see cref="DeblurStage"/> asks for.</summary>
/// <param name="Size">Size of the frames, in pixels.</param>
/// <param name="Rung">How much of a frame the network is to see.</param>
/// <param name="AllowInterim">It is waited for: what takes long to prepare must be left out for now.</param>
public sealed record SessionPlan(FrameSize Size, QualityRung Rung, bool AllowInterim);
