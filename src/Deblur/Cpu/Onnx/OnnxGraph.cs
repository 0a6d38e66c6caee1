using System.Runtime.CompilerServices;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>The parts of an ONNX file that the CPU engine needs to run its network: nodes in order, constants by name.</summary>
/// <remarks>
/// Read field by field instead of with classes generated from onnx.proto3: 15 fields of six messages are needed, and every start would
/// compile the generated parsers, because code goes to the optimising compiler at once. The file is copied into memory, not mapped: one
/// that is cut short while it is read would end the process.
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
            if (new FileInfo(path).Length is 0 or > int.MaxValue)
                throw new IOException("it is empty, too large, or not a regular file"); // a pipe would be waited for without end
            using var file = File.OpenRead(path);
            using var contents = new NativeArray<byte>(checked((int)file.Length));
            file.ReadExactly(contents.Values);
            var message = new ProtobufMessage(contents.Values);
            while (message.NextField() is var field and not 0)
            {
                if (field == Graph)
                    return Read(message.Message());
                message.Skip();
            }
            throw new DeblurException($"Model {path} holds no graph: copy it again.");
        }
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
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

    private static OnnxGraph Read(ProtobufMessage message)
    {
        var nodes = new List<OnnxNode>();
        var constants = new Dictionary<string, OnnxTensor>();
        while (message.NextField() is var field and not 0)
        {
            switch (field)
            {
                case 1:
                    var node = OnnxNode.Read(message.Message());
                    if (node is { OpType: "Constant", Constant: { } value })
                        constants[node.Outputs[0]] = value;
                    else
                        nodes.Add(node);
                    break;
                case 5:
                    if (OnnxTensor.Read(message.Message()) is (var name, { } tensor))
                        constants[name] = tensor;
                    break;
                default:
                    message.Skip();
                    break;
            }
        }
        // Weights are stored in half precision with a Cast behind them; they are widened already.
        nodes.RemoveAll(node => node.OpType == "Cast" && constants.TryGetValue(node.Inputs[0], out var weights)
            && constants.TryAdd(node.Outputs[0], weights));
        return new OnnxGraph(nodes, constants);
    }
}
