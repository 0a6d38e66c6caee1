using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// The whole graph of any model on an NVIDIA GPU, with frames in device memory; in host memory where the CUDA runtime cannot be loaded or
/// the graph cannot be captured, and the provider's note then says why.
/// </summary>
internal sealed class GpuSessionFactory(ExecutionProvider provider) : ISessionFactory
{
    public string Architecture => ModelArchitecture.Any;

    public ExecutionProvider Provider => provider;

    public DeblurSession TryCreate(SessionRequest request, out string? fallbackReason)
    {
        fallbackReason = null;
        var isInterim = provider == ExecutionProvider.TensorRt && request.Options.AllowInterim
            && !EngineCache.HasEngine(EngineCache.FolderFor(request.Model, request.Size));
        var interim = new ProviderChoice(ExecutionProvider.Cuda, "TensorRT: its engine is being built");
        return Create(isInterim ? request with { Provider = interim } : request, isInterim);
    }

    private static DeblurSession Create(SessionRequest request, bool isInterim)
    {
        var reason = "the CUDA runtime cannot be loaded";
        try
        {
            if (CudaMemory.OfFirstGpu is { } memory)
                return new ResidentGraphSession(request, memory) { IsInterim = isInterim };
        }
        catch (OnnxRuntimeException refused) // a graph that cannot be captured, for one
        {
            reason = DeblurSession.FirstLine(refused.Message);
        }
        var slower = request.Provider.With($"frames are bound one by one: {reason}");
        return new GraphDeblurSession(request with { Provider = slower }) { IsInterim = isInterim };
    }
}
