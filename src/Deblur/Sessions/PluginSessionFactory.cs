using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// The whole graph of any model on a device of a plug-in library, with frames in host memory. Where the provider would first compile the
/// model, and a stand-in is allowed, the processor runs it until then.
/// </summary>
/// <remarks>Run with a provider that leaves all work to ONNX Runtime's own kernels; on a GPU it has not been run yet.</remarks>
internal sealed class PluginSessionFactory : ISessionFactory
{
    public string Architecture => ModelArchitecture.Any;

    public ExecutionProvider Provider => ExecutionProvider.Plugin;

    public DeblurSession TryCreate(SessionRequest request, out string? fallbackReason)
    {
        fallbackReason = null;
        var (model, size, provider) = (request.Model, request.Size, request.Provider);
        if (!request.Options.AllowInterim || !OrtSessions.PluginModels.MustCompile(model, size, provider.Device!))
        {
            _ = OrtSessions.PluginModels.Find(model, size, provider.Device!, out var reason); // here, so that the note can say why not
            return new GraphDeblurSession(reason is null ? request : request with { Provider = provider.With(reason) });
        }
        var note = $"{provider.Name}: the model is being compiled";
        var interim = DeblurSessions.CreateFull(request with
        {
            Provider = new ProviderChoice(ExecutionProvider.Cpu, note),
            Options = request.Options with { Provider = ExecutionProvider.Cpu },
        });
        interim.IsInterim = true;
        return interim;
    }
}
