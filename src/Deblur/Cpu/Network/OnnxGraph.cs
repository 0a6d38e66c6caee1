using Google.Protobuf;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>What is needed of an ONNX file to run its network with code of our own: operators in order, constants by name.</summary>
/// <param name="Nodes">In an order in which each finds its inputs made (onnx.proto3: nodes are sorted topologically).</param>
/// <param name="Constants">Initialisers and the values of Constant operators.</param>
internal sealed record OnnxGraph(IReadOnlyList<OnnxNode> Nodes, IReadOnlyDictionary<string, OnnxTensor> Constants)
{
    private const int Graph = 7; // field of ModelProto

    /// <summary>Reads a file.</summary>
    /// <exception cref="DeblurException">It is no ONNX file, or cannot be read.</exception>
    public static OnnxGraph Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
                throw new IOException("it is empty, or is not a regular file"); // a pipe would be waited for without end
            var message = new CodedInputStream(File.ReadAllBytes(path));
            while (message.ReadTag() is var tag and not 0)
            {
                if (tag >> 3 == Graph)
                    return Read(message.ReadBytes().CreateCodedInput());
                message.SkipLastField();
            }
            throw new DeblurException($"Model {path} holds no graph: copy it again.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidProtocolBufferException or ArgumentException)
        {
            throw new DeblurException($"Model {path} cannot be read ({failure.Message.TrimEnd('.')}): copy it again.", failure);
        }
    }

    /// <summary>A list of whole numbers in one field.</summary>
    internal static IEnumerable<long> Packed(CodedInputStream message)
    {
        var numbers = message.ReadBytes().CreateCodedInput();
        while (!numbers.IsAtEnd)
            yield return numbers.ReadInt64();
    }

    private static OnnxGraph Read(CodedInputStream message)
    {
        var nodes = new List<OnnxNode>();
        var constants = new Dictionary<string, OnnxTensor>();
        while (message.ReadTag() is var tag and not 0)
        {
            switch (tag >> 3)
            {
                case 1:
                    var node = OnnxNode.Read(message.ReadBytes().CreateCodedInput());
                    if (node is { Operator: "Constant", Constant: { } value })
                        constants[node.Outputs[0]] = value;
                    else
                        nodes.Add(node);
                    break;
                case 5:
                    if (OnnxTensor.Read(message.ReadBytes().CreateCodedInput()) is (var name, { } tensor))
                        constants[name] = tensor;
                    break;
                default:
                    message.SkipLastField();
                    break;
            }
        }
        // Weights are stored in half precision with a Cast behind them; they are widened already.
        nodes.RemoveAll(node => node.Operator == "Cast" && constants.TryGetValue(node.Inputs[0], out var weights)
            && constants.TryAdd(node.Outputs[0], weights));
        return new OnnxGraph(nodes, constants);
    }
}
