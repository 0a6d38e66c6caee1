namespace P2IKT.Live.Deblur;

/// <summary>
/// Which execution provider runs the network, and why a better one does not: a fallback is always reported. Made by
/// <see cref="Ort.ExecutionProviders"/>.
/// </summary>
/// <param name="Provider">In use; never <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="Note">Why the better ones are not used, one clause each; empty when there is none better.</param>
public sealed record ProviderChoice(ExecutionProvider Provider, string Note)
{
    /// <summary>"TensorRT", "CUDA", "DirectML", "CPU", or the name of <see cref="Device"/>.</summary>
    public string Name => Device?.Name ?? NameOf(Provider);

    /// <summary>The device that was chosen out of the plug-in libraries; null for all providers but the plug-ins.</summary>
    public ProviderDevice? Device { get; internal init; }

    /// <summary>The name of a provider as users know it; "auto" for <see cref="ExecutionProvider.Auto"/>.</summary>
    public static string NameOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.TensorRt => "TensorRT",
        ExecutionProvider.Cuda => "CUDA",
        ExecutionProvider.DirectMl => "DirectML",
        ExecutionProvider.Cpu => "CPU",
        ExecutionProvider.Plugin => "plug-in",
        _ => "auto",
    };

    /// <summary>The same with another clause in its note.</summary>
    internal ProviderChoice With(string clause) => this with { Note = Note.Length > 0 ? $"{Note}; {clause}" : clause };
}
