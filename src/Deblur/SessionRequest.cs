using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>What a session is to be made for.</summary>
/// <param name="Model">The network.</param>
/// <param name="Size">Size of the frames that the session gets, in pixels.</param>
/// <param name="Provider">What is to run it; never <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="Options">The caller's options. Rung and ensemble are done by the caller of the factory, around the session.</param>
public sealed record SessionRequest(Model Model, FrameSize Size, ProviderChoice Provider, DeblurOptions Options)
{
    /// <summary>Why a factory that was asked before did not make it, one clause; null when none was asked, or it gave no reason.</summary>
    public string? FallbackReason { get; init; }
}
