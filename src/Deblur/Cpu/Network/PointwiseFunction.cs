namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>A function of each value by itself: a row of pixels in, a row of the same length out.</summary>
internal delegate void PointwiseFunction(ReadOnlySpan<float> from, Span<float> to);
