using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>The session that a <see cref="DeblurStage"/> needs.</summary>
/// <param name="Size">Size of the frames, in pixels.</param>
/// <param name="Level">The network, and how much of a frame it sees.</param>
/// <param name="AllowInterim">
/// Whether an interim session is allowed, because frames wait for it: see <see cref="DeblurOptions.AllowInterim"/>.
/// </param>
public sealed record SessionPlan(FrameSize Size, QualityLevel Level, bool AllowInterim);
