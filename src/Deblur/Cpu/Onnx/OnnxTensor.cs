namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>
/// A constant of an ONNX graph: float values, because the engine computes with no others; half precision is widened.
/// </summary>
/// <param name="Shape">Sizes of its dimensions; empty for a single value.</param>
/// <param name="Values">Row-major. Spans of them are valid as long as the tensor is kept.</param>
internal sealed record OnnxTensor(int[] Shape, ReadOnlyMemory<float> Values)
{
    private const int Float = 1, HalfFloat = 10; // TensorProto.DataType
    private const int MaxDimensions = 8;

    /// <summary>Reads a TensorProto (onnx.proto3); null when it holds another type, or not as many values as its shape says.</summary>
    /// <exception cref="InvalidDataException">It is not in the format.</exception>
    public static (string Name, OnnxTensor? Tensor) Read(ProtobufMessage message)
    {
        var (name, type, shape) = ("", 0L, new List<long>());
        ReadOnlySpan<byte> values = [], raw = [];
        while (message.NextField() is var field and not 0)
        {
            switch (field)
            {
                case 1:
                    message.AddIntegers(shape); // dims
                    break;
                case 2:
                    type = message.Integer();
                    break;
                case 4 when message.HoldsBytes:
                    values = message.Bytes(); // float_data, packed: little-endian as raw_data
                    break;
                case 8:
                    name = message.Text();
                    break;
                case 9:
                    raw = message.Bytes(); // raw_data, little-endian
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        var bytes = raw.IsEmpty && type == Float ? values : raw;
        var size = type switch { Float => sizeof(float), HalfFloat => sizeof(float) / 2, _ => 0 };
        if (size == 0 || bytes.IsEmpty || shape.Count > MaxDimensions || Count(shape) * size != bytes.Length)
            return (name, null);
        return (name, new OnnxTensor(
            [.. shape.Select(static length => (int)length)],
            type == Float ? ConstantValues.FromSingles(bytes) : ConstantValues.FromHalves(bytes)));
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
