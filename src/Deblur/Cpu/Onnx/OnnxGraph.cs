using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>The parts of an ONNX file that the CPU engine needs to run its network: nodes in order, constants by name.</summary>
/// <remarks>
/// Read field by field instead of with classes generated from onnx.proto3: 15 fields of six messages are needed, and every start would
/// compile the generated parsers, because code goes to the optimising compiler at once.
/// </remarks>
/// <param name="Nodes">Sorted topologically, as onnx.proto3 requires: the inputs of a node are made by nodes before it.</param>
/// <param name="Constants">Initialisers and the values of Constant nodes.</param>
internal sealed record OnnxGraph(IReadOnlyList<OnnxNode> Nodes, IReadOnlyDictionary<string, OnnxTensor> Constants)
{
    private const int Graph = 7; // field of ModelProto

    private static readonly ConditionalWeakTable<Model, OnnxGraph> Graphs = [];

    /// <summary>
    /// The convolutions of a model, which has them in a second file: read once, because each change of quality makes a session of them.
    /// </summary>
    /// <exception cref="DeblurException">The file is not an ONNX file, or cannot be read.</exception>
    public static OnnxGraph OfConvolutions(Model model) => Graphs.GetValue(model, static model => Read(model.CoefficientsPath!));

    /// <summary>Reads a file.</summary>
    /// <exception cref="DeblurException">It is not an ONNX file, or cannot be read.</exception>
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
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException or InvalidProtocolBufferException or ArgumentException)
        {
            throw new DeblurException($"Model {path} cannot be read ({failure.Message.TrimEnd('.')}): copy it again.", failure);
        }
    }

    /// <summary>The one node that reads this name; null where several do, or none does.</summary>
    public OnnxNode? OnlyReader(string name)
    {
        var readers = Nodes.Where(node => node.Inputs.Contains(name)).Take(2).ToList();
        return readers.Count == 1 ? readers[0] : null;
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
                    if (node is { OpType: "Constant", Constant: { } value })
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
        nodes.RemoveAll(node => node.OpType == "Cast" && constants.TryGetValue(node.Inputs[0], out var weights)
            && constants.TryAdd(node.Outputs[0], weights));
        return new OnnxGraph(nodes, constants);
    }
}
