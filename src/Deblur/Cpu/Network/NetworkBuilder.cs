using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// Makes operators of the nodes of an ONNX graph. A convolution takes the pixel shuffle, the addition and the rectifier behind it along,
/// and operators that make rows are fused with the one before them where that is faster.
/// </summary>
/// <param name="graph">The network.</param>
/// <param name="outputs">Names that must be there as maps after the run.</param>
/// <param name="workers">Number of threads that will run it.</param>
/// <param name="owned">Owns all that is made, also when <see cref="Build"/> throws.</param>
internal sealed class NetworkBuilder(OnnxGraph graph, IReadOnlySet<string> outputs, int workers, OwnedResources owned)
{
    private readonly Dictionary<string, FeatureMap> _maps = [];
    private readonly Dictionary<string, int> _starts = [];
    private readonly List<MapOperator> _operators = [];
    private readonly HashSet<OnnxNode> _done = [];
    private readonly PointwiseFunctions _pointwise = new(graph);
    private readonly List<RowOperator> _chain = []; // begun, and not yet an operator
    private FeatureMap? _chainInput;
    private string _chainName = ""; // what its last row operator makes

    /// <summary>All operators, in the order in which they run.</summary>
    public IReadOnlyList<MapOperator> Operators => _operators;

    /// <summary>Maps by their names: at least those of the outputs.</summary>
    public IReadOnlyDictionary<string, FeatureMap> Maps => _maps;

    /// <summary>By the name of an input, the index of the first operator that reads it: all operators before it can run without.</summary>
    public IReadOnlyDictionary<string, int> Starts => _starts;

    /// <summary>Makes all operators.</summary>
    /// <param name="inputs">The graph's inputs.</param>
    /// <exception cref="NotSupportedException">A node is not of those that such networks are made of.</exception>
    public void Build(IReadOnlyList<NetworkInput> inputs)
    {
        var sources = inputs.ToDictionary(static input => input.Name, static input => input.Rows);
        foreach (var node in graph.Nodes.Where(_done.Add))
        {
            foreach (var name in node.Inputs)
            {
                if (_starts.ContainsKey(name) || !sources.TryGetValue(name, out var source))
                    continue;
                Begin(name, null, source);
                _starts[name] = _operators.Count;
            }
            Add(node);
        }
        EndChain();
        GC.KeepAlive(graph); // the values of its constants are read through spans
    }

    /// <summary>Index of the operator that fills a map.</summary>
    public int IndexOf(FeatureMap map) => _operators.FindIndex(step => step.Output == map);

    private void Add(OnnxNode node)
    {
        switch (node.OpType)
        {
            case "Conv":
                AddConvolution(new ConvolutionNode(node, graph));
                break;
            case "DepthToSpace":
                var shuffled = Map(node.Inputs[0]);
                Begin(node.Outputs[0], shuffled, new PixelShuffleOperator(shuffled.Size, node.Single("blocksize", 1), node.Mode != "CRD"));
                break;
            case "Concat" when node.Integers["axis"] is [1]:
                Begin(node.Outputs[0], null, new ConcatOperator(MapsOfOneSize(node)));
                break;
            case "Add" when node.Inputs.All(name => !graph.Constants.ContainsKey(name)):
                var terms = MapsOfOneSize(node);
                Begin(node.Outputs[0], null, terms[0].Size == terms[1].Size ? new AddOperator(terms[0], terms[1]) : throw TwoShapes());
                break;
            default:
                Append(node, node.Outputs[0], size => new PointwiseOperator(size, _pointwise.Make(node, size.Channels)));
                break;
        }
    }

    private void AddConvolution(ConvolutionNode node)
    {
        var kernel = node.Kernel;
        var input = SizeOf(node.Input);
        // Kernels walk through native memory without checks: what does not fit must be found here.
        if (!ConvolutionOperator.Supports(kernel) || input.Channels != kernel.Inputs
            || input.Width + (2 * kernel.Padding) < kernel.Window || input.Height + (2 * kernel.Padding) < kernel.Window)
            throw new NotSupportedException("a convolution of another kind");
        var (block, name) = (1, node.Output);
        if (OnlyReader(name) is { OpType: "DepthToSpace", Mode: "CRD" } shuffle
            && ConvolutionOperator.Shuffles(kernel, shuffle.Single("blocksize", 1)))
        {
            _done.Add(shuffle);
            (block, name) = (shuffle.Single("blocksize", 1), shuffle.Outputs[0]);
        }
        var size = new FeatureSize(
            block * kernel.SizeOf(input.Width), block * kernel.SizeOf(input.Height), kernel.Outputs / (block * block));
        (var epilogue, name) = TakeEpilogue(name, node.PaddedBias(block), size);
        if (block == 1 && WinogradOperator.Supports(kernel))
            Keep(name, new WinogradOperator(Map(node.Input), kernel, epilogue, workers));
        else if (block > 1)
            Begin(name, Map(node.Input), new ConvolutionOperator(Map(node.Input).Size, kernel, epilogue, block));
        else if (ReadsPlanes(node) && PlanarConvolutionOperator.Supports(kernel, epilogue))
            Extend(name, new PlanarConvolutionOperator(input, kernel, epilogue));
        else
            Append(node.Node, name, before => new ConvolutionOperator(before, kernel, epilogue));
    }

    /// <summary>
    /// What can be done while a result is in registers: the addition of a map that is there already, and the rectifier. Returns it with the
    /// name of what comes out.
    /// </summary>
    private (Epilogue Epilogue, string Name) TakeEpilogue(string name, float[] bias, FeatureSize size)
    {
        FeatureMap? added = null;
        if (OnlyReader(name) is { OpType: "Add" } sum && TryMap(sum.Inputs[sum.Inputs[0] == name ? 1 : 0]) is { } there)
        {
            added = there.Size == size ? there : throw TwoShapes();
            _done.Add(sum);
            name = sum.Outputs[0];
        }
        if (OnlyReader(name) is not { OpType: "Relu" } rectifier)
            return (new Epilogue(bias, added, Epilogue.NoLowerBound), name);
        _done.Add(rectifier);
        return (new Epilogue(bias, added, LowerBound: 0), rectifier.Outputs[0]);
    }

    /// <summary>
    /// Adds a row operator behind the one that makes the node's input: to its chain if nothing else reads that, and as long as the rows
    /// that two workers both make cost less than what fusing saves.
    /// </summary>
    private void Append(OnnxNode node, string name, Func<FeatureSize, RowOperator> make)
    {
        var input = node.Inputs[0];
        if (_chain.Count > 0 && _chainName == input && OnlyReader(input) == node && CanFollow(_chain[^1]))
        {
            PutChannelsSideBySide();
            Extend(name, make(_chain[^1].Size));
        }
        else
        {
            Begin(name, Map(input), make(Map(input).Size));
        }
    }

    /// <summary>A window of rows is filled row by row, so an operator that makes several rows at a time ends a chain.</summary>
    private bool CanFollow(RowOperator last) => last.Calls == last.Size.Height && _chain[0].Size.Width < 4 * last.Size.Width;

    private void Begin(string name, FeatureMap? input, RowOperator first)
    {
        EndChain();
        _chain.Add(owned.Add(first));
        (_chainInput, _chainName) = (input, name);
    }

    private void Extend(string name, RowOperator next)
    {
        _chain.Add(owned.Add(next));
        _chainName = name;
    }

    /// <summary>Whether it alone reads the rows that the chain makes, and these are planar.</summary>
    private bool ReadsPlanes(ConvolutionNode node) =>
        _chain.Count > 0 && _chainName == node.Input && _chain[^1].IsPlanar && OnlyReader(node.Input) == node.Node;

    private void PutChannelsSideBySide()
    {
        if (_chain[^1].IsPlanar)
            _chain.Add(owned.Add(new PlanesToChannels(_chain[^1].Size)));
    }

    private void EndChain()
    {
        if (_chain.Count == 0)
            return;
        PutChannelsSideBySide();
        var fused = new FusedOperator(_chainInput, [.. _chain], workers);
        _chain.Clear();
        Keep(_chainName, fused);
    }

    private void Keep(string name, MapOperator made)
    {
        _operators.Add(owned.Add(made));
        _maps[name] = made.Output;
    }

    /// <summary>The one node that reads this name; null where several do, none does, or the map itself is needed.</summary>
    private OnnxNode? OnlyReader(string name) => outputs.Contains(name) ? null : graph.OnlyReader(name);

    /// <summary>Shape of what there is of this name, made or begun.</summary>
    private FeatureSize SizeOf(string name) => _chain.Count > 0 && name == _chainName ? _chain[^1].Size : Map(name).Size;

    private FeatureMap[] MapsOfOneSize(OnnxNode node)
    {
        FeatureMap[] maps = [.. node.Inputs.Select(Map)];
        return maps.All(map => (map.Width, map.Height) == (maps[0].Width, maps[0].Height)) ? maps
            : throw new NotSupportedException($"a {node.OpType} of maps of two sizes");
    }

    private FeatureMap Map(string name) => TryMap(name) ?? throw new NotSupportedException("a constant where a map is read");

    private FeatureMap? TryMap(string name)
    {
        if (name == _chainName)
            EndChain();
        return _maps.GetValueOrDefault(name);
    }

    private static NotSupportedException TwoShapes() => new("an Add of maps of two shapes");
}
