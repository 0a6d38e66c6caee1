namespace P2IKT.Live.Deblur;

/// <summary>
/// Which execution provider runs the network, and why a better one does not: a fallback is always reported. Made by
/// <see cref="Ort.ExecutionProviders"/>.
/// </summary>
/// <param name="Provider">In use; never <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="Note">Why the better ones are not used, one clause each; empty when there is none better.</param>
public sealed record ProviderChoice(ExecutionProvider Provider, string Note)
{
    /// <summary>"TensorRT", "CUDA", "DirectML", "CPU".</summary>
    public string Name => NameOf(Provider);

    /// <summary>The name of a provider as users know it; "auto" for <see cref="ExecutionProvider.Auto"/>.</summary>
    public static string NameOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.TensorRt => "TensorRT",
        ExecutionProvider.Cuda => "CUDA",
        ExecutionProvider.DirectMl => "DirectML",
        ExecutionProvider.Cpu => "CPU",
        _ => "auto",
    };

    /// <summary>The same with another clause in its note.</summary>
    internal ProviderChoice With(string clause) => this with { Note = Note.Length > 0 ? $"{Note}; {clause}" : clause };
}
