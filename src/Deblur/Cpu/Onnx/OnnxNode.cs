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
    /// <exception cref="InvalidDataException">It is not in the format.</exception>
    public static OnnxNode Read(ProtobufMessage message)
    {
        var (type, mode, constant) = ("", "", (OnnxTensor?)null);
        List<string> inputs = [], outputs = [];
        var integers = new Dictionary<string, long[]>();
        while (message.NextField() is var field and not 0)
        {
            switch (field)
            {
                case 1:
                    inputs.Add(message.Text());
                    break;
                case 2:
                    outputs.Add(message.Text());
                    break;
                case 4:
                    type = message.Text();
                    break;
                case 5:
                    var attribute = ReadAttribute(message.Message());
                    integers[attribute.Name] = [.. attribute.Integers];
                    constant ??= attribute.Tensor;
                    if (attribute.Name == "mode")
                        mode = attribute.Text;
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        return new OnnxNode(type, inputs, outputs, integers, constant, mode);
    }

    private static (string Name, List<long> Integers, string Text, OnnxTensor? Tensor) ReadAttribute(ProtobufMessage message)
    {
        var (name, text, tensor, integers) = ("", "", (OnnxTensor?)null, new List<long>());
        while (message.NextField() is var field and not 0)
        {
            switch (field)
            {
                case 1:
                    name = message.Text();
                    break;
                case 3:
                    integers.Add(message.Integer());
                    break;
                case 4:
                    text = message.Text();
                    break;
                case 5:
                    tensor = OnnxTensor.Read(message.Message()).Tensor;
                    break;
                case 8:
                    message.AddIntegers(integers);
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        return (name, integers, text, tensor);
    }
}
