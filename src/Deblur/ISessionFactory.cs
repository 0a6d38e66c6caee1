namespace P2IKT.Live.Deblur;

/// <summary>
/// Makes sessions for the models of one architecture on one execution provider. The extension point for a new network: an embedding host
/// puts its own into <see cref="DeblurOptions.Factories"/> (docs/extending.md). Called from several threads.
/// </summary>
public interface ISessionFactory
{
    /// <summary>The <see cref="Model.Architecture"/> that it is for; <see cref="ModelArchitecture.Any"/> for all.</summary>
    string Architecture { get; }

    /// <summary>The provider that it is for.</summary>
    ExecutionProvider Provider { get; }

    /// <summary>
    /// Makes a session, which the caller owns; null when this machine or this model is not supported: the next factory is asked.
    /// </summary>
    /// <param name="request">The model, the size of the frames, the provider and the options.</param>
    /// <param name="fallbackReason">Why there is none, one clause for the user; null when nothing is worth reporting.</param>
    /// <exception cref="DeblurException">The model cannot be used at all.</exception>
    DeblurSession? TryCreate(SessionRequest request, out string? fallbackReason);
}
