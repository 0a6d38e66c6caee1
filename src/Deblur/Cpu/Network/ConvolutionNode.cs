using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Onnx;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>A node Conv of a graph (version 11: one group, no dilation, square): its kernel and bias.</summary>
internal sealed class ConvolutionNode
{
    private const int MaxChannels = 1024;

    private readonly float[] _bias;

    /// <exception cref="NotSupportedException">It is of another kind.</exception>
    public ConvolutionNode(OnnxNode node, OnnxGraph graph)
    {
        var weights = graph.Constants[node.Inputs[1]];
        if (weights.Shape is not [<= MaxChannels and var outputs, <= MaxChannels and var inputs, var window, var across] || across != window
            || node.Single("group", 1) != 1 || node.Single("dilations", 1) != 1)
            throw new NotSupportedException("a convolution of another kind");
        Node = node;
        Kernel = new ConvolutionKernel(weights.Values, outputs, inputs, window, node.Single("strides", 1), node.Single("pads", 0));
        _bias = node.Inputs.Count > 2 ? graph.Constants[node.Inputs[2]].Values.ToArray() : new float[outputs];
        if (_bias.Length != outputs)
            throw new NotSupportedException("a convolution whose channels do not fit");
    }

    /// <summary>The node.</summary>
    public OnnxNode Node { get; }

    /// <summary>Weights and geometry.</summary>
    public ConvolutionKernel Kernel { get; }

    /// <summary>Name of what it reads.</summary>
    public string Input => Node.Inputs[0];

    /// <summary>Name of what it makes.</summary>
    public string Output => Node.Outputs[0];

    /// <summary>
    /// One value a column of the sums, in their order for a pixel shuffle by <paramref name="block"/>; filled up to whole register tiles.
    /// </summary>
    public float[] PaddedBias(int block)
    {
        var places = block * block;
        var channels = _bias.Length / places;
        var padded = new float[(_bias.Length + 63) / 16 * 16];
        for (var column = 0; column < _bias.Length; column++)
            padded[column] = _bias[(column % channels * places) + (column / channels)];
        return padded;
    }
}
