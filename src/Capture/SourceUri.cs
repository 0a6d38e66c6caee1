namespace P2IKT.Live.Capture;

/// <summary>
/// The URI of a source, read and checked by the provider of its scheme: nothing else of the user's text reaches a driver or a
/// decoder. Made by <see cref="SourceRegistry.Parse(string)"/>.
/// </summary>
public sealed record SourceUri
{
    internal SourceUri(string kind, string scheme, string target, SourceUriOptions options)
    {
        Kind = kind;
        Scheme = scheme;
        Target = target;
        Options = options;
    }

    /// <summary>The kind of source: <see cref="ISourceProvider.Kind"/>.</summary>
    public string Kind { get; }

    /// <summary>The scheme, in lower case; that of a plain path is <c>file</c>.</summary>
    public string Scheme { get; }

    /// <summary>What is opened: a path, a camera's name or number, a whole network address; empty for the test scene.</summary>
    public string Target { get; }

    /// <summary>The options that were given.</summary>
    public SourceUriOptions Options { get; }

    /// <summary>Whether <see cref="Target"/> is a whole address, with its scheme and its query.</summary>
    internal bool IsAddress { get; init; }

    /// <summary>The text that parses to the same source; a path keeps its question marks.</summary>
    public override string ToString()
    {
        var options = Options.ToString();
        if (!IsAddress)
            return $"{Scheme}:{Target}{options}";
        return options.Length > 0 && Target.Contains('?', StringComparison.Ordinal) ? $"{Target}&{options[1..]}" : Target + options;
    }
}
