using P2IKT.Live.Deblur.Quality;

namespace P2IKT.Live.Deblur;

/// <summary>How a <see cref="DeblurSession"/> runs its model.</summary>
public sealed record DeblurOptions
{
    /// <summary>The execution provider that runs the network. Default: auto, the best that can be used here.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>
    /// Folder of plug-in libraries with execution providers of ONNX Runtime, which are preferred to the bundled ones. The libraries run
    /// with the rights of the program. Default: null, none.
    /// </summary>
    public string? ProviderFolder { get; init; }

    /// <summary>Threads of the CPU engine. Default: one for each core, because convolutions use each fully.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Runs the convolutions in ONNX Runtime even where the CPU engine can: the reference that the engine is tested against.
    /// </summary>
    public bool OrtBackbone { get; init; }

    /// <summary>How much of a frame the network sees. Default: all of it.</summary>
    public QualityRung Rung { get; init; } = QualityRung.Full;

    /// <summary>Runs the frame's three mirror images as well and takes the mean: a little better, four times slower. Default: no.</summary>
    public bool Ensemble { get; init; }

    /// <summary>
    /// Allows an interim session (<see cref="DeblurSession.IsInterim"/>): where TensorRT would first have to build an engine, which takes
    /// minutes, CUDA runs the network until then. Default: no.
    /// </summary>
    public bool AllowInterim { get; init; }

    /// <summary>
    /// The CPU engine keeps what the network has made of the last frame, so that a <see cref="Stage.DeblurStage"/> makes only what has
    /// changed in a scene that holds still in part. Takes up to twice the memory. Default: no.
    /// </summary>
    public bool KeepsMaps { get; init; }

    /// <summary>Runs the whole graph in ONNX Runtime even on a CPU: the slower reference that the CPU engine is tested against.</summary>
    public bool WholeGraph { get; init; }

    /// <summary>
    /// The host's own factories of sessions, for architectures that the library does not know or that it runs otherwise. They are asked
    /// in this order, before the library's. Default: none.
    /// </summary>
    public IReadOnlyList<ISessionFactory> Factories { get; init; } = [];
}
