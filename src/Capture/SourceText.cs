using System.Text.RegularExpressions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>What a user wrote for a source, handed to the provider of its scheme.</summary>
public sealed partial class SourceText
{
    private readonly ISourceProvider _provider;
    private readonly Func<string, bool> _exists;
    private readonly bool _isPath;

    internal SourceText(ISourceProvider provider, string whole, string? scheme, Func<string, bool> exists)
    {
        _provider = provider;
        _exists = exists;
        _isPath = scheme is null;
        Whole = whole;
        Scheme = scheme?.ToLowerInvariant() ?? SourceRegistry.PathScheme;
        Rest = scheme is null ? whole : whole[(scheme.Length + 1)..];
    }

    /// <summary>All of it.</summary>
    public string Whole { get; }

    /// <summary>Its scheme, in lower case; <c>file</c> for a plain path.</summary>
    public string Scheme { get; }

    /// <summary>What follows the scheme and its colon; all of a plain path.</summary>
    public string Rest { get; }

    /// <summary>A source with these parts.</summary>
    /// <param name="target">What is opened, checked by the provider.</param>
    /// <param name="query">The options, as name=value joined by ampersands.</param>
    /// <exception cref="CaptureException">An option is not one of the provider's, or has a wrong value.</exception>
    public SourceUri Accept(string target, string query = "") =>
        new(_provider.Kind, Scheme, target, SourceUriOptions.Parse(_provider.Options, query, Whole));

    /// <summary>A source whose target is a whole address, with its scheme and its own query.</summary>
    /// <param name="address">The address, checked by the provider.</param>
    /// <param name="query">The options of the source, which are not the address's own.</param>
    /// <exception cref="CaptureException">An option is not one of the provider's, or has a wrong value.</exception>
    public SourceUri AcceptAddress(string address, string query = "") => Accept(address, query) with { IsAddress = true };

    /// <summary>Takes everything up to the last question mark as the target, and what follows as options.</summary>
    /// <exception cref="CaptureException">An option is not one of the provider's, or has a wrong value.</exception>
    public SourceUri Read()
    {
        var (target, query) = Split();
        return Accept(target, query);
    }

    /// <summary>
    /// Takes a path of the file system: only what reads name=value behind its last question mark counts as options, and only if no file has
    /// the whole as its name. <c>scheme://</c> means a real URI with its escapes.
    /// </summary>
    /// <param name="empty">One sentence for the user when there is no path.</param>
    /// <exception cref="CaptureException">There is no path, or a wrong option.</exception>
    public SourceUri ReadPath(string empty)
    {
        var text = _isPath ? Rest : LocalPath(Rest);
        var (path, query) = Split(text);
        var isWhole = _exists(text) || !Pairs().IsMatch(query);
        if (text.Length == 0 || (path.Length == 0 && !isWhole))
            throw Refuse(empty);
        return isWhole ? Accept(text) : Accept(path, query);
    }

    /// <summary>What follows the scheme, split at the last question mark; without one the options are empty.</summary>
    public (string Target, string Query) Split() => Split(Rest);

    /// <summary>The error of a text that does not name a source.</summary>
    /// <param name="message">One sentence for the user: what is wrong, and what to write.</param>
    public static CaptureException Refuse(string message) => new(FaultKind.WrongUsage, message);

    /// <summary>The scheme before the colon; null for a plain path, also one that begins with a Windows drive.</summary>
    internal static string? SchemeOf(string text) => SchemePattern().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    private static (string Target, string Query) Split(string text) =>
        text.LastIndexOf('?') is >= 0 and var mark ? (text[..mark], text[(mark + 1)..]) : (text, "");

    private static string LocalPath(string rest)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return rest;
        var (target, query) = Split(rest);
        var path = Uri.TryCreate("file:" + target, UriKind.Absolute, out var uri) ? uri.LocalPath : target;
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.\-]+):")] // two characters at least: one is a drive
    private static partial Regex SchemePattern();

    [GeneratedRegex(@"^[A-Za-z0-9]+=[^=&/\\]*(&[A-Za-z0-9]+=[^=&/\\]*)*\z")]
    private static partial Regex Pairs();
}
