using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>The whole graph of any model in ONNX Runtime, with frames in host memory.</summary>
internal sealed class GraphSessionFactory(ExecutionProvider provider) : ISessionFactory
{
    public string Architecture => ModelArchitecture.Any;

    public ExecutionProvider Provider => provider;

    public DeblurSession TryCreate(SessionRequest request, out string? fallbackReason)
    {
        fallbackReason = null;
        return new GraphDeblurSession(request);
    }
}
