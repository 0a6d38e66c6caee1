using System.Numerics.Tensors;
using P2IKT.Live.Deblur.Cpu.Onnx;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The nodes of a graph that treat each value by itself, as functions over rows.</summary>
/// <param name="graph">Holds their constants.</param>
internal sealed class PointwiseFunctions(OnnxGraph graph)
{
    /// <summary>The function of a node.</summary>
    /// <param name="node">Reads one map; its other inputs are constants.</param>
    /// <param name="channels">Channels of the map.</param>
    /// <exception cref="NotSupportedException">The node is of another kind.</exception>
    public PointwiseFunction Make(OnnxNode node, int channels)
    {
        switch (node.OpType)
        {
            case "Relu":
                return static (from, to) => TensorPrimitives.Max(from, 0, to);
            case "Tanh":
                return static (from, to) => TensorPrimitives.Tanh(from, to);
            case "Sigmoid":
                return static (from, to) => TensorPrimitives.Sigmoid(from, to);
            case "Softplus": // ln(1 + e^x), without overflow: max(x, 0) + ln(1 + e^-|x|)
                return static (from, to) =>
                {
                    TensorPrimitives.Abs(from, to);
                    TensorPrimitives.Negate(to, to);
                    TensorPrimitives.Exp(to, to);
                    TensorPrimitives.LogP1(to, to);
                    for (var i = 0; i < from.Length; i++)
                        to[i] += MathF.Max(from[i], 0);
                };
            case "Clip":
                var (lowerBound, upperBound) = (Bound(node, 1, float.NegativeInfinity), Bound(node, 2, float.PositiveInfinity));
                return (from, to) =>
                {
                    TensorPrimitives.Max(from, lowerBound, to);
                    TensorPrimitives.Min(to, upperBound, to);
                };
            case "Add":
                var terms = PerChannel(node, channels);
                return (from, to) => ByChannel(from, to, terms, TensorPrimitives.Add);
            case "Mul":
                var factors = PerChannel(node, channels);
                return (from, to) => ByChannel(from, to, factors, TensorPrimitives.Multiply);
            case "Div":
                var divisors = PerChannel(node, channels);
                return (from, to) => ByChannel(from, to, divisors, TensorPrimitives.Divide);
            default:
                throw new NotSupportedException($"an operator {node.OpType}");
        }
    }

    private delegate void Pairwise(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> to);

    private static void ByChannel(ReadOnlySpan<float> from, Span<float> to, float[] values, Pairwise apply)
    {
        for (var at = 0; at < from.Length; at += values.Length)
            apply(from.Slice(at, values.Length), values, to[at..]);
    }

    /// <summary>The constant second operand, one value a channel.</summary>
    private float[] PerChannel(OnnxNode node, int channels)
    {
        if (!graph.Constants.TryGetValue(node.Inputs[1], out var constant))
            throw new NotSupportedException($"a {node.OpType} of two maps");
        return constant.Values.Length == 1 ? [.. Enumerable.Repeat(constant.Values.Span[0], channels)]
            : constant.Values.Length == channels && constant.Shape.Max() == channels ? constant.Values.ToArray()
            : throw new NotSupportedException($"a {node.OpType} by a constant of another shape");
    }

    private float Bound(OnnxNode node, int input, float otherwise) =>
        node.Inputs.Count > input && node.Inputs[input].Length > 0 ? graph.Constants[node.Inputs[input]].Values.Span[0] : otherwise;
}
