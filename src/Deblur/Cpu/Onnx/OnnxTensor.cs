using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>
/// A constant of an ONNX graph: float values, because the engine computes with no others; half precision is widened.
/// </summary>
/// <remarks>
/// Large ones are native memory, which the finalizer frees: a graph is kept for as long as its model, and nobody disposes that.
/// </remarks>
internal sealed class OnnxTensor
{
    private const int MaxManaged = 16_384; // values: 64 KiB, below what the heap for large objects takes
    private const int Float = 1, HalfFloat = 10; // TensorProto.DataType
    private const int MaxDimensions = 8;

    private readonly NativeBuffer<float>? _buffer;
    private readonly Memory<float> _values;

    private OnnxTensor(int[] shape, int count)
    {
        Shape = shape;
        _buffer = count > MaxManaged ? new NativeBuffer<float>(count) : null;
        _values = _buffer?.Memory ?? new float[count];
    }

    ~OnnxTensor() => _buffer?.Dispose();

    /// <summary>Sizes of its dimensions; empty for a single value.</summary>
    public int[] Shape { get; }

    /// <summary>Row-major; valid as long as the tensor is kept.</summary>
    public ReadOnlyMemory<float> Values => _values;

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
        var tensor = new OnnxTensor([.. shape.Select(static length => (int)length)], bytes.Length / size);
        if (type == Float)
            bytes.CopyTo(MemoryMarshal.AsBytes(tensor._values.Span));
        else
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), tensor._values.Span);
        return (name, tensor);
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
