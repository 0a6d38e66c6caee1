using System.Diagnostics.CodeAnalysis;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>The kinds of source that can be opened, by the scheme of their URIs. Immutable, and so thread-safe.</summary>
/// <remarks>
/// Whatever exists on disk under exactly the given text is that file, even if its name looks like something else. A letter and
/// a colon is a Windows drive. Text without a scheme is a path, which the provider of <c>file</c> reads.
/// </remarks>
public sealed class SourceRegistry
{
    /// <summary>The scheme whose provider reads plain paths.</summary>
    public const string PathScheme = "file";

    /// <summary>
    /// For a source that is cancelled while it opens: time to release its device in order. What takes longer is released later.
    /// </summary>
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(0.5);

    private readonly Dictionary<string, ISourceProvider> _byScheme = new(StringComparer.Ordinal);

    /// <summary>A registry of these providers.</summary>
    /// <exception cref="ArgumentException">Two have the same scheme.</exception>
    public SourceRegistry(params IEnumerable<ISourceProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        Providers = [.. providers];
        foreach (var provider in Providers)
        {
            foreach (var scheme in provider.Schemes)
            {
                if (!_byScheme.TryAdd(scheme, provider))
                    throw new ArgumentException(
                        $"Two source providers have the scheme '{scheme}': {_byScheme[scheme].Kind} and {provider.Kind}.",
                        nameof(providers));
            }
        }
    }

    /// <summary>The providers, in the order in which they were added.</summary>
    public IReadOnlyList<ISourceProvider> Providers { get; }

    /// <summary>The same registry with one more kind of source.</summary>
    /// <exception cref="ArgumentException">One of its schemes is taken.</exception>
    public SourceRegistry With(ISourceProvider provider) => new([.. Providers, provider]);

    /// <summary>The provider of a scheme; null when there is none.</summary>
    /// <param name="scheme">In lower case, without the colon.</param>
    public ISourceProvider? Find(string scheme) => _byScheme.GetValueOrDefault(scheme);

    /// <summary>Reads the URI of a source; asks the file system whether it is a path.</summary>
    /// <exception cref="CaptureException">It does not name a source; the kind is <see cref="FaultKind.WrongUsage"/>.</exception>
    public SourceUri Parse(string text) => Parse(text, Path.Exists);

    /// <summary>Reads the URI of a source; <paramref name="exists"/> returns whether a path exists.</summary>
    /// <exception cref="CaptureException">It does not name a source; the kind is <see cref="FaultKind.WrongUsage"/>.</exception>
    public SourceUri Parse(string text, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(exists);
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
            throw SourceText.Refuse(
                "The source is empty or holds a null character; give test:, a video file, camera:0 or a network address.");
        var scheme = exists(text) ? null : SourceText.SchemeOf(text);
        var provider = Find(scheme?.ToLowerInvariant() ?? PathScheme) ?? throw SourceText.Refuse(
            $"Unknown source kind '{scheme ?? PathScheme}:' in '{AddressSecrets.RedactInput(text)}'; use "
                + $"{string.Join(", ", _byScheme.Keys.Select(static known => known + ":"))}, or the path of a video.");
        return provider.Read(new SourceText(provider, text, scheme, exists));
    }

    /// <summary>Reads a source without throwing.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="exists">Returns whether a path exists.</param>
    /// <param name="uri">The source; null when the text does not name one.</param>
    /// <param name="problem">Why it does not name one, a sentence for the user; null when it does.</param>
    public bool TryParse(
        string text, Func<string, bool> exists, [NotNullWhen(true)] out SourceUri? uri, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            (uri, problem) = (Parse(text, exists), null);
            return true;
        }
        catch (CaptureException wrong)
        {
            (uri, problem) = (null, wrong.Message);
            return false;
        }
    }

    /// <inheritdoc cref="OpenAsync(SourceUri, SourceOptions?, CancellationToken)"/>
    public async Task<FrameSource> OpenAsync(string uri, SourceOptions? options = null, CancellationToken cancellation = default) =>
        await OpenAsync(Parse(uri), options, cancellation).ConfigureAwait(false);

    /// <summary>
    /// Opens a source, so that its size is known and it is ready to be started. Cancelled, it returns within a second, also when a camera,
    /// an address or a file on a dead share does not answer: what is opened after that is released at once.
    /// </summary>
    /// <param name="uri">What <see cref="Parse(string)"/> of this registry returned, or a text for it.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The source; the caller owns it.</returns>
    /// <exception cref="CaptureException">
    /// <see cref="FaultKind.WrongUsage"/>: the text does not name a source. <see cref="FaultKind.NotAvailable"/>: it cannot be opened.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<FrameSource> OpenAsync(SourceUri uri, SourceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(uri);
        cancellation.ThrowIfCancellationRequested();
        var provider = Find(uri.Scheme)
            ?? throw new ArgumentException($"This registry does not have the scheme '{uri.Scheme}'.", nameof(uri));
        var opening = Task.Run(
            () => provider.OpenAsync(uri, options ?? new SourceOptions(), cancellation).AsTask(), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.WhenAny(opening, Task.Delay(ReleaseTimeout, CancellationToken.None)).ConfigureAwait(false);
            _ = ReleaseAsync(opening);
            throw;
        }
    }

    /// <summary>Nobody waits for the source any more; why it could not be opened does not matter, either.</summary>
    private static async Task ReleaseAsync(Task<FrameSource> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }
}
