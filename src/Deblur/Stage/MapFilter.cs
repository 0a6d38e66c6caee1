using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>Changes the maps of a result before anybody sees them.</summary>
/// <param name="source">The frame as the camera gave it: number, time, pixels. Lent for the call.</param>
/// <param name="stride">Pixels of the frame for one cell, in each direction.</param>
/// <param name="cells">Columns and rows of the maps.</param>
/// <param name="radii">Blur radii in pixels of the frame; all NaN when no network ran.</param>
/// <param name="confidences">How far each radius can be trusted, 0 to 1.</param>
public delegate void MapFilter(Frame source, int stride, FrameSize cells, Span<float> radii, Span<float> confidences);
