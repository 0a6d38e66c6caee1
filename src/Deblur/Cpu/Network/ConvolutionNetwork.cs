using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// Any network of convolutions, pixel shuffles, additions, concatenations and pointwise functions at one frame size, with named inputs and
/// outputs. It reads the same file as ONNX Runtime and gives the same within float rounding. Used by one thread at a time.
/// </summary>
/// <remarks>
/// A network of several inputs runs in as many parts: a part runs all operators that need no later input, so that an input may be made
/// of the outputs of the parts before it.
/// </remarks>
internal sealed class ConvolutionNetwork : IDisposable
{
    private readonly RowWorkers _workers;
    private readonly bool _keepsMaps;
    private readonly Operator[][] _parts;
    private readonly IReadOnlyDictionary<string, FeatureMap> _maps;
    private readonly OwnedResources _owned;

    /// <summary>Builds a network.</summary>
    /// <param name="graph">Its operators and weights.</param>
    /// <param name="inputs">All inputs, in the order in which they become available; owned from here on, also when this throws.</param>
    /// <param name="outputs">The outputs that are needed.</param>
    /// <param name="workers">The threads; not owned.</param>
    /// <param name="keepsMaps">Whether a run may make only what has changed; else maps share memory (<see cref="MapReuse"/>).</param>
    /// <exception cref="NotSupportedException">An operator is not supported, or an output has another shape.</exception>
    /// <exception cref="KeyNotFoundException">The graph has other inputs or outputs.</exception>
    public ConvolutionNetwork(
        OnnxGraph graph, IReadOnlyList<NetworkInput> inputs, IReadOnlyList<NetworkOutput> outputs, RowWorkers workers, bool keepsMaps)
    {
        using var owned = new OwnedResources();
        foreach (var input in inputs)
            owned.Add(input.Rows);
        var builder = new NetworkBuilder(graph, outputs.Select(static output => output.Name).ToHashSet(), workers.Count, owned);
        builder.Build(inputs);
        (_workers, _maps, _keepsMaps) = (workers, builder.Maps, keepsMaps);
        int[] ends = [.. inputs.Skip(1).Select(input => builder.Starts[input.Name]), builder.Operators.Count];
        if (!ends.SequenceEqual(ends.Order()))
            throw new NotSupportedException("inputs in another order");
        int[] starts = [0, .. ends.SkipLast(1)];
        var parts = starts.Zip(ends, (start, end) => builder.Operators.Take(end).Skip(start).ToList<Operator>()).ToList();
        foreach (var output in outputs)
        {
            var map = _maps[output.Name];
            if (map.Size != output.Size)
                throw new NotSupportedException("an output of another shape");
            if (output.Plane is { } plane)
                parts[Array.FindIndex(ends, end => builder.IndexOf(map) < end)].Add(new ChannelsToPlanes(map, plane));
        }
        if (!keepsMaps)
            MapReuse.Apply(builder.Operators, outputs.Select(output => _maps[output.Name]).ToHashSet());
        _parts = [.. parts.Select(static part => part.ToArray())];
        _owned = owned.Move();
    }

    /// <summary>
    /// Builds a network, or returns why the engine cannot run it. ONNX Runtime then has to run these convolutions or the whole graph; it
    /// knows every operator.
    /// </summary>
    /// <param name="build">Calls the constructor.</param>
    /// <param name="fallbackReason">The reason, one clause; null when it was built.</param>
    /// <exception cref="DeblurException">The file cannot be read.</exception>
    public static ConvolutionNetwork? TryBuild(Func<ConvolutionNetwork> build, out string? fallbackReason)
    {
        fallbackReason = null;
        if (!PackedWeights.IsSupported)
        {
            fallbackReason = "this processor lacks AVX2 or FMA";
            return null;
        }
        try
        {
            return build();
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

    /// <summary>An output as a map; valid until disposal, written by each run.</summary>
    public FeatureMap Output(string name) => _maps[name];

    /// <summary>Runs all parts on what the inputs give now.</summary>
    public void Run()
    {
        for (var part = 0; part < _parts.Length; part++)
            Run(part);
    }

    /// <summary>Runs one part: the operators that need the input of that number, and none after it.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="changed">
    /// What of the input has changed since the last run, in pixels of the padded frame: only what depends on it is made, and the rest kept.
    /// Null: all. Without effect for a network that does not keep its maps.
    /// </param>
    public void Run(int part, PixelArea? changed = null)
    {
        foreach (var step in _parts[part])
            (step as MapOperator)?.Restrict(_keepsMaps ? changed : null);
        _workers.Run(_parts[part]);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();
}
