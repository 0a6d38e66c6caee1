using P2IKT.Live.Deblur.Cpu.Kernels;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// Makes layers of an ONNX graph: a convolution takes the addition and the rectifier behind it along, and operations that make rows
/// become one layer with the operation before them, where that pays.
/// </summary>
/// <param name="graph">What to build.</param>
/// <param name="threads">How many will run it.</param>
internal sealed class BackboneBuilder(OnnxGraph graph, int threads)
{
    private const int MostChannels = 1024, LargestBlock = 8;

    private readonly Dictionary<string, FeatureMap> _maps = [];
    private readonly HashSet<OnnxNode> _done = [];
    private readonly PointwiseOperators _pointwise = new(graph);
    private readonly List<RowOperation> _chain = []; // begun, and not yet a layer
    private FeatureMap? _chainInput;
    private string _chainName = ""; // what its last operation makes
    private readonly Dictionary<string, int> _starts = [];
    private List<Layer> _layers = null!;

    /// <summary>Number of the first layer that reads an input of the graph, by the input's name: all layers before it can run without.</summary>
    public IReadOnlyDictionary<string, int> Starts => _starts;

    /// <summary>Builds all layers, in the order in which they run.</summary>
    /// <param name="sources">What the graph's inputs stand for, by their names; owned by the layers.</param>
    /// <param name="layers">Receives them, owned by the caller: also those made before it throws.</param>
    /// <returns>Maps by their names: those at least that nothing in the graph reads.</returns>
    /// <exception cref="NotSupportedException">An operator is none of those that coefficient networks are made of.</exception>
    public IReadOnlyDictionary<string, FeatureMap> Build(IReadOnlyDictionary<string, RowOperation> sources, List<Layer> layers)
    {
        _layers = layers;
        try
        {
            foreach (var node in graph.Nodes)
            {
                if (!_done.Add(node))
                    continue;
                foreach (var name in node.Inputs)
                {
                    if (!_starts.ContainsKey(name) && sources.TryGetValue(name, out var source))
                    {
                        Begin(name, null, source);
                        _starts[name] = _layers.Count;
                    }
                }
                Add(node);
            }
            EndChain();
        }
        catch
        {
            _chain.ForEach(operation => operation.Dispose());
            throw;
        }
        return _maps;
    }

    /// <summary>
    /// Makes what is built of such layers, or says why ONNX Runtime has to run the graph instead, which knows every operator, and what is
    /// wrong with a file.
    /// </summary>
    /// <param name="make">Builds.</param>
    /// <param name="fallbackReason">The reason, one clause; null when it was made.</param>
    /// <exception cref="DeblurException">The file cannot be read.</exception>
    public static T? TryMake<T>(Func<T> make, out string? fallbackReason)
        where T : class
    {
        fallbackReason = null;
        if (!PackedWeights.IsSupported)
        {
            fallbackReason = "this processor lacks AVX2 or FMA";
            return null;
        }
        try
        {
            return make();
        }
        catch (NotSupportedException unknown)
        {
            fallbackReason = $"its convolutions hold {unknown.Message}";
        }
        catch (Exception odd) when (odd is KeyNotFoundException or ArgumentException or IndexOutOfRangeException)
        {
            fallbackReason = "its convolutions are not as they are expected"; // names that lead nowhere, operators with too few inputs
        }
        return null;
    }

    private void Add(OnnxNode node)
    {
        switch (node.Operator)
        {
            case "Conv":
                AddConvolution(node);
                break;
            case "Concat" when node.Integers["axis"] is [1] && node.Inputs.Count == 2:
                var (first, second) = (Map(node.Inputs[0]), Map(node.Inputs[1]));
                if ((first.Width, first.Height) != (second.Width, second.Height))
                    throw new NotSupportedException("a Concat of maps of two sizes");
                Begin(node.Outputs[0], null, new ConcatRows(first, second));
                break;
            default:
                Append(node, node.Outputs[0], size => new PointwiseRows(size, _pointwise.Make(node, size.Channels)));
                break;
        }
    }

    private void AddConvolution(OnnxNode node)
    {
        var weights = graph.Constants[node.Inputs[1]];
        if (weights.Shape is not [<= MostChannels and var outputs, <= MostChannels and var inputs, var window, var across] || across != window
            || Single(node, "group", 1) != 1 || Single(node, "dilations", 1) != 1)
            throw new NotSupportedException("a convolution of another kind");
        var kernel = new ConvolutionKernel(weights.Values, outputs, inputs, window, Single(node, "strides", 1), Single(node, "pads", 0));
        var input = SizeOf(node.Inputs[0]);
        // Kernels walk through native memory unchecked: what does not fit must be found here.
        if (!ConvolutionRows.Supports(kernel) || input.Channels != inputs || input.Width + (2 * kernel.Padding) < window || input.Height + (2 * kernel.Padding) < window)
            throw new NotSupportedException("a convolution of another kind");
        var bias = node.Inputs.Count > 2 ? graph.Constants[node.Inputs[2]].Values : new float[outputs];
        var (block, last) = (1, node);
        if (OnlyReader(node.Outputs[0]) is { Operator: "DepthToSpace", Mode: "CRD" } spreading)
        {
            _done.Add(spreading);
            (block, last) = (Single(spreading, "blocksize", 1), spreading);
        }
        if (bias.Length != outputs || block is < 1 or > LargestBlock || outputs % (block * block) != 0)
            throw new NotSupportedException("a convolution whose channels do not fit");
        var size = new FeatureSize(block * kernel.SizeOf(input.Width), block * kernel.SizeOf(input.Height), outputs / (block * block));
        var (epilogue, name) = Epilogue(last.Outputs[0], bias, block * block, size);
        if (block == 1 && WinogradConvolution.Supports(kernel))
            Keep(name, new WinogradConvolution(Map(node.Inputs[0]), kernel, epilogue, threads));
        else if (block > 1)
            Begin(name, Map(node.Inputs[0]), new ConvolutionRows(Map(node.Inputs[0]).Size, kernel, epilogue, block));
        else
            Append(node, name, before => new ConvolutionRows(before, kernel, epilogue));
    }

    /// <summary>Shape of what there is of this name, made or begun.</summary>
    private FeatureSize SizeOf(string name) =>
        _chain.Count > 0 && name == _chainName ? _chain[^1].Size : _maps.TryGetValue(name, out var map) ? map.Size : throw new NotSupportedException("a constant where a map is read");

    /// <summary>An operation behind the one that makes the node's input: in its chain if nothing else reads that, and while rows made twice cost less than what is saved.</summary>
    private void Append(OnnxNode node, string name, Func<FeatureSize, RowOperation> make)
    {
        var input = node.Inputs[0];
        if (_chain.Count > 0 && _chainName == input && OnlyReader(input) == node && _chain[0].Size.Width < 4 * _chain[^1].Size.Width)
        {
            _chain.Add(make(_chain[^1].Size));
            _chainName = name;
        }
        else
        {
            Begin(name, Map(input), make(Map(input).Size));
        }
    }

    private void Begin(string name, FeatureMap? input, RowOperation operation)
    {
        EndChain();
        _chain.Add(operation);
        (_chainInput, _chainName) = (input, name);
    }

    private void EndChain()
    {
        if (_chain.Count == 0)
            return;
        var layer = new FusedRowChain(_chainInput, [.. _chain], threads);
        _chain.Clear();
        Keep(_chainName, layer);
    }

    /// <summary>What can be done while a result is at hand: an addition of what is there already, a rectifier. And the name of what comes out.</summary>
    private (Epilogue Epilogue, string Name) Epilogue(string name, float[] bias, int places, FeatureSize size)
    {
        var channels = bias.Length / places;
        var biases = new float[(bias.Length + 63) / 16 * 16]; // read in whole panels
        for (var column = 0; column < bias.Length; column++)
            biases[column] = bias[(column % channels * places) + (column / channels)];
        FeatureMap? added = null;
        if (OnlyReader(name) is { Operator: "Add" } sum && TryMap(sum.Inputs[sum.Inputs[0] == name ? 1 : 0]) is { } there)
        {
            if (there.Size != size)
                throw new NotSupportedException("an Add of maps of two shapes");
            added = there;
            _done.Add(sum);
            name = sum.Outputs[0];
        }
        var rectifies = OnlyReader(name) is { Operator: "Relu" } rectifier && _done.Add(rectifier);
        return (new Epilogue(biases, added, rectifies ? 0 : Kernels.Epilogue.NoLowerBound), rectifies ? OnlyReader(name)!.Outputs[0] : name);
    }

    private static int Single(OnnxNode node, string attribute, int otherwise)
    {
        if (!node.Integers.TryGetValue(attribute, out var values) || values.Length == 0)
            return otherwise;
        return values.All(value => value == values[0]) ? (int)values[0] : throw new NotSupportedException($"a {node.Operator} with uneven {attribute}");
    }

    private OnnxNode? OnlyReader(string name)
    {
        var readers = graph.Nodes.Where(node => node.Inputs.Contains(name)).Take(2).ToList();
        return readers.Count == 1 ? readers[0] : null;
    }

    private FeatureMap Map(string name) => TryMap(name) ?? throw new NotSupportedException("a constant where a map is read");

    private FeatureMap? TryMap(string name)
    {
        if (name == _chainName)
            EndChain();
        return _maps.GetValueOrDefault(name);
    }

    private void Keep(string name, Layer layer)
    {
        _layers.Add(layer);
        _maps[name] = layer.Output;
    }
}
