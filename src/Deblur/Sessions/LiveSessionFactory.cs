using P2IKT.Live.Deblur.Cpu.Live;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>The CPU engine for models of a live architecture that have their convolutions in a second file.</summary>
internal sealed class LiveSessionFactory(LiveArchitecture architecture) : ISessionFactory
{
    public string Architecture => architecture.Name;

    public ExecutionProvider Provider => ExecutionProvider.Cpu;

    public DeblurSession? TryCreate(SessionRequest request, out string? fallbackReason)
    {
        fallbackReason = null;
        var isWhole = request.Options.WholeGraph || (request.Options.OrtBackbone && architecture.HasResidual);
        return isWhole || request.Model.CoefficientsPath is null
            ? null
            : EngineDeblurSession.TryCreate(request, architecture, out fallbackReason);
    }
}
