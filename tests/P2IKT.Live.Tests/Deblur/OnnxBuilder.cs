using Google.Protobuf;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>
/// Writes small ONNX files by the fields of onnx.proto3: nodes with attributes, constants, inputs and outputs with symbolic sizes.
/// </summary>
internal sealed class OnnxBuilder
{
    private const int Float = 1, UInt8 = 2, Int64 = 7; // TensorProto.DataType
    private readonly List<byte[]> _graph = [];
    private readonly List<byte[]> _metadata = [];

    public OnnxBuilder Input(string name, bool bytes, params object[] shape) => Value(11, name, bytes, shape);

    public OnnxBuilder Output(string name, bool bytes, params object[] shape) => Value(12, name, bytes, shape);

    public OnnxBuilder Metadata(string key, string value)
    {
        _metadata.Add(Field(14, [.. Text(1, key), .. Text(2, value)]));
        return this;
    }

    /// <summary>Adds a node. Attributes: a long, longs or a string.</summary>
    public OnnxBuilder Node(string type, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        _graph.Add(Field(1,
        [
            .. inputs.SelectMany(input => Text(1, input)), .. Text(2, output), .. Text(4, type),
            .. attributes.SelectMany(attribute => Field(5, Attribute(attribute.Name, attribute.Value))),
        ]));
        return this;
    }

    public OnnxBuilder Constant(string name, int[] shape, IEnumerable<float> values) =>
        Tensor(name, shape, Float, [.. values.SelectMany(BitConverter.GetBytes)]);

    public OnnxBuilder Constant(string name, params long[] values) => Tensor(name, [values.Length], Int64, [.. values.SelectMany(BitConverter.GetBytes)]);

    public void Save(string path) => File.WriteAllBytes(path,
    [
        .. Number(1, 8), // IR version
        .. Field(7, [.. Text(2, "test"), .. _graph.SelectMany(static part => part)]),
        .. Field(8, Number(2, 17)), // opset
        .. _metadata.SelectMany(static part => part),
    ]);

    private OnnxBuilder Tensor(string name, int[] shape, int type, byte[] raw)
    {
        _graph.Add(Field(5, [.. shape.SelectMany(size => Number(1, size)), .. Number(2, type), .. Text(8, name), .. Field(9, raw)]));
        return this;
    }

    private OnnxBuilder Value(int field, string name, bool bytes, object[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(size => Field(1, size is string symbol ? Text(2, symbol) : Number(1, Convert.ToInt64(size, null))))];
        _graph.Add(Field(field, [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, bytes ? UInt8 : Float), .. Field(2, dimensions)]))]));
        return this;
    }

    private static byte[] Attribute(string name, object value) => value switch
    {
        string text => [.. Text(1, name), .. Text(4, text), .. Number(20, 3)],
        long[] numbers => [.. Text(1, name), .. numbers.SelectMany(number => Number(8, number)), .. Number(20, 7)],
        _ => [.. Text(1, name), .. Number(3, Convert.ToInt64(value, null)), .. Number(20, 2)],
    };

    private static byte[] Text(int field, string text) => Field(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int field, long value) => Write(output =>
    {
        output.WriteTag((uint)field << 3);
        output.WriteInt64(value);
    });

    private static byte[] Field(int field, byte[] bytes) => Write(output =>
    {
        output.WriteTag(((uint)field << 3) | 2);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    });

    private static byte[] Write(Action<CodedOutputStream> write)
    {
        using var message = new MemoryStream();
        using var output = new CodedOutputStream(message);
        write(output);
        output.Flush();
        return message.ToArray();
    }
}
