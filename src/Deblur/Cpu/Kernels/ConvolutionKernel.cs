namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>Weights and geometry of a convolution, as ONNX has them (operator Conv, version 11: one group, no dilation, square).</summary>
/// <param name="Weights">[outputs, inputs, window, window].</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Inputs">Channels in.</param>
/// <param name="Window">Side of the window in pixels.</param>
/// <param name="Stride">Pixels from one place of the window to the next.</param>
/// <param name="Padding">Zeros on each side.</param>
internal sealed record ConvolutionKernel(ReadOnlyMemory<float> Weights, int Outputs, int Inputs, int Window, int Stride, int Padding)
{
    public float this[int output, int input, int y, int x] => Weights.Span[(((output * Inputs) + input) * Window + y) * Window + x];

    /// <summary>Length of a side of the result.</summary>
    public int SizeOf(int side) => ((side + (2 * Padding) - Window) / Stride) + 1;

    /// <summary>What it reads for what; without the weights.</summary>
    public WindowGeometry Geometry => new(Window, Stride, Padding);
}
