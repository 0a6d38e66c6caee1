using System.Numerics.Tensors;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The operators of a graph that treat each value by itself, as code over rows.</summary>
/// <param name="graph">Where their constants are.</param>
internal sealed class PointwiseOperators(OnnxGraph graph)
{
    /// <summary>The operator of a node.</summary>
    /// <param name="node">One input that is a map; constants besides.</param>
    /// <param name="channels">Values of a pixel.</param>
    /// <exception cref="NotSupportedException">It is none of these.</exception>
    public RowOperator Make(OnnxNode node, int channels)
    {
        switch (node.Operator)
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
                var (lowerBound, most) = (Bound(node, 1, float.NegativeInfinity), Bound(node, 2, float.PositiveInfinity));
                return (from, to) =>
                {
                    TensorPrimitives.Max(from, lowerBound, to);
                    TensorPrimitives.Min(to, most, to);
                };
            case "Mul":
                var factors = PerChannel(node, channels);
                return (from, to) => ByChannel(from, to, factors, TensorPrimitives.Multiply);
            case "Div":
                var divisors = PerChannel(node, channels);
                return (from, to) => ByChannel(from, to, divisors, TensorPrimitives.Divide);
            default:
                throw new NotSupportedException($"an operator {node.Operator}");
        }
    }

    private delegate void Pairwise(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> to);

    private static void ByChannel(ReadOnlySpan<float> from, Span<float> to, float[] values, Pairwise apply)
    {
        for (var at = 0; at < from.Length; at += values.Length)
            apply(from.Slice(at, values.Length), values, to[at..]);
    }

    /// <summary>The constant second factor, one value a channel.</summary>
    private float[] PerChannel(OnnxNode node, int channels)
    {
        if (!graph.Constants.TryGetValue(node.Inputs[1], out var constant))
            throw new NotSupportedException($"a {node.Operator} of two maps");
        return constant.Values.Length == 1 ? [.. Enumerable.Repeat(constant.Values[0], channels)]
            : constant.Values.Length == channels && constant.Shape.Max() == channels ? constant.Values
            : throw new NotSupportedException($"a {node.Operator} by a constant of another shape");
    }

    private float Bound(OnnxNode node, int input, float otherwise) =>
        node.Inputs.Count > input && node.Inputs[input].Length > 0 ? graph.Constants[node.Inputs[input]].Values[0] : otherwise;
}
