using P2IKT.Live.Deblur.Quality;

namespace P2IKT.Live.Deblur;

/// <summary>How a <see cref="DeblurSession"/> runs its model.</summary>
public sealed record DeblurOptions
{
    /// <summary>What runs the network. Auto: the best that works.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>Threads of the CPU path. Default: one for each core, because convolutions use each fully.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Run the backbone in ONNX Runtime even where code of our own could: the reference that this one is tested against.</summary>
    public bool OrtBackbone { get; init; }

    /// <summary>How much of a frame the network gets to see.</summary>
    public QualityRung Rung { get; init; } = QualityRung.Full;

    /// <summary>Show the network the frame's three mirror images as well, and take the mean: a little better, four times slower. Default: no.</summary>
    public bool Ensemble { get; init; }

    /// <summary>
    /// Somebody waits for the session: where TensorRT would first have to build an engine, which takes minutes, CUDA stands in for it
    /// (<see cref="DeblurSession.IsInterim"/>).
    /// </summary>
    public bool AllowInterim { get; init; }

    /// <summary>Run the whole graph in ONNX Runtime even on a CPU: the slower reference that the fused path is tested against.</summary>
    public bool WholeGraph { get; init; }
}
