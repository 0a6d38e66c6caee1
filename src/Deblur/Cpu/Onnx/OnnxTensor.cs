using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>
/// A constant of an ONNX graph: float values, because the engine computes with no others; half precision is widened.
/// </summary>
/// <param name="Shape">Sizes of its dimensions; empty for a single value.</param>
/// <param name="Values">Row-major.</param>
internal sealed record OnnxTensor(int[] Shape, float[] Values)
{
    private const int Float = 1, HalfFloat = 10; // TensorProto.DataType
    private const int MaxDimensions = 8;

    /// <summary>Reads a TensorProto (onnx.proto3); null when it holds another type, or not as many values as its shape says.</summary>
    public static (string Name, OnnxTensor? Tensor) Read(CodedInputStream message)
    {
        var (name, type, shape, values, raw) = ("", 0, new List<long>(), new List<float>(), ByteString.Empty);
        while (message.ReadTag() is var tag and not 0)
        {
            switch (tag >> 3)
            {
                case 1 when (tag & 7) == 2: // dims, packed
                    foreach (var size in OnnxGraph.Packed(message))
                        shape.Add(size);
                    break;
                case 1:
                    shape.Add(message.ReadInt64());
                    break;
                case 2:
                    type = message.ReadInt32();
                    break;
                case 4 when (tag & 7) == 2: // float_data, packed
                    values.AddRange(MemoryMarshal.Cast<byte, float>(message.ReadBytes().Span));
                    break;
                case 8:
                    name = message.ReadString();
                    break;
                case 9: // raw_data, little-endian
                    raw = message.ReadBytes();
                    break;
                default:
                    message.SkipLastField();
                    break;
            }
        }
        float[]? read = (type, raw.IsEmpty) switch
        {
            (Float, true) => [.. values],
            (Float, false) => MemoryMarshal.Cast<byte, float>(raw.Span).ToArray(),
            (HalfFloat, false) => Widened(MemoryMarshal.Cast<byte, Half>(raw.Span)),
            _ => null,
        };
        var isWhole = read is not null && shape.Count <= MaxDimensions && Count(shape) == read.Length;
        return (name, isWhole ? new OnnxTensor([.. shape.Select(static size => (int)size)], read!) : null);
    }

    private static float[] Widened(ReadOnlySpan<Half> values)
    {
        var result = new float[values.Length];
        TensorPrimitives.ConvertToSingle(values, result);
        return result;
    }

    private static long Count(List<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            if (size is < 1 or > int.MaxValue || count > int.MaxValue)
                return -1; // no values, or more than a file can hold
            count *= size;
        }
        return count;
    }
}
