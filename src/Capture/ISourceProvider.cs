using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>
/// A kind of source, chosen by the scheme of its URI. A host adds one with <see cref="SourceRegistry.With"/>; docs/extending.md shows how.
/// </summary>
/// <remarks>Called on any thread, also for several sources at a time.</remarks>
public interface ISourceProvider
{
    /// <summary>A stable word for the kind, such as those of <see cref="SourceKind"/>.</summary>
    string Kind { get; }

    /// <summary>The schemes of its URIs, in lower case and without the colon; no other provider of a registry has one of them.</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>The forms of its URIs, at least one. The first stands for what <see cref="ListAsync"/> searches for.</summary>
    IReadOnlyList<SourceEntry> Usage { get; }

    /// <summary>The options that its URIs take behind the question mark; by default none.</summary>
    IReadOnlyList<SourceOption> Options => [];

    /// <summary>
    /// Reads and checks what the user wrote. By default everything up to the last question mark is the target, options follow.
    /// </summary>
    /// <exception cref="CaptureException">It does not name a source of this kind: <see cref="SourceText.Refuse"/>.</exception>
    SourceUri Read(SourceText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Read();
    }

    /// <summary>Opens a source, so that its size is known and it is ready to be started. The caller owns it.</summary>
    /// <param name="uri">What <see cref="Read"/> returned.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellation">
    /// Ends the attempt. It may be ignored: the registry does not wait for it, and disposes a source that is opened too late.
    /// </param>
    /// <remarks>May block: the registry calls it on a thread of the pool.</remarks>
    /// <exception cref="CaptureException">It cannot be opened; the kind is <see cref="FaultKind.NotAvailable"/>.</exception>
    ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation);

    /// <summary>Searches for sources that can be opened now; by default it does not search. May block for some seconds.</summary>
    ValueTask<SourceListing> ListAsync(CancellationToken cancellation) => ValueTask.FromResult(SourceListing.Empty);
}
