using Google.Protobuf;

namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>A node of an ONNX graph.</summary>
/// <param name="OpType">Its operator, such as "Conv".</param>
/// <param name="Inputs">Names of what it reads; an empty one is an input left out.</param>
/// <param name="Outputs">Names of what it makes.</param>
/// <param name="Integers">Its attributes that are whole numbers, or lists of them.</param>
/// <param name="Constant">The value of a Constant; null for the others.</param>
/// <param name="Mode">Its attribute "mode"; empty when it has none.</param>
internal sealed record OnnxNode(
    string OpType,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, long[]> Integers,
    OnnxTensor? Constant,
    string Mode)
{
    /// <summary>An attribute that is one whole number, or a list of equal ones.</summary>
    /// <param name="attribute">Its name.</param>
    /// <param name="otherwise">The value when the node lacks it.</param>
    /// <exception cref="NotSupportedException">The numbers of the list differ.</exception>
    public int Single(string attribute, int otherwise)
    {
        if (!Integers.TryGetValue(attribute, out var values) || values.Length == 0)
            return otherwise;
        return values.All(value => value == values[0])
            ? (int)values[0]
            : throw new NotSupportedException($"a {OpType} with uneven {attribute}");
    }

    /// <summary>Reads a NodeProto (onnx.proto3).</summary>
    public static OnnxNode Read(CodedInputStream message)
    {
        var (type, mode, constant) = ("", "", (OnnxTensor?)null);
        List<string> inputs = [], outputs = [];
        var integers = new Dictionary<string, long[]>();
        while (message.ReadTag() is var tag and not 0)
        {
            switch (tag >> 3)
            {
                case 1:
                    inputs.Add(message.ReadString());
                    break;
                case 2:
                    outputs.Add(message.ReadString());
                    break;
                case 4:
                    type = message.ReadString();
                    break;
                case 5:
                    var attribute = ReadAttribute(message.ReadBytes().CreateCodedInput());
                    integers[attribute.Name] = [.. attribute.Integers];
                    constant ??= attribute.Tensor;
                    if (attribute.Name == "mode")
                        mode = attribute.Text;
                    break;
                default:
                    message.SkipLastField();
                    break;
            }
        }
        return new OnnxNode(type, inputs, outputs, integers, constant, mode);
    }

    private static (string Name, List<long> Integers, string Text, OnnxTensor? Tensor) ReadAttribute(CodedInputStream message)
    {
        var (name, text, tensor, integers) = ("", "", (OnnxTensor?)null, new List<long>());
        while (message.ReadTag() is var tag and not 0)
        {
            switch (tag >> 3)
            {
                case 1:
                    name = message.ReadString();
                    break;
                case 3:
                    integers.Add(message.ReadInt64());
                    break;
                case 4:
                    text = message.ReadBytes().ToStringUtf8();
                    break;
                case 5:
                    tensor = OnnxTensor.Read(message.ReadBytes().CreateCodedInput()).Tensor;
                    break;
                case 8 when (tag & 7) == 2:
                    integers.AddRange(OnnxGraph.Packed(message));
                    break;
                case 8:
                    integers.Add(message.ReadInt64());
                    break;
                default:
                    message.SkipLastField();
                    break;
            }
        }
        return (name, integers, text, tensor);
    }
}
