using P2IKT.Live.Capture;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>
/// Hides what must not be read in the address of an output: user and password, the stream key at the end of a path, and the values of the
/// query, among which are keys, tokens, passphrases and stream IDs.
/// </summary>
internal static class OutputSecrets
{
    private const string Hidden = "***";
    private const int ShortestToLookFor = 4; // a shorter one stands in many words that say something else

    // Values of a query that are settings of ffmpeg, and tell what the address does.
    private static readonly HashSet<string> PlainNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "mode", "latency", "rcvlatency", "peerlatency", "pkt_size", "ttl", "timeout", "connect_timeout", "pbkeylen", "buffer_size",
        "localaddr",
        "localport", "transtype", "listen",
    };

    /// <summary>An address as it may be shown and logged.</summary>
    public static string RedactAddress(Uri address, StreamProtocol protocol)
    {
        var user = address.UserInfo.Length > 0 ? $"{Hidden}@" : "";
        var path = address.AbsolutePath == "/" ? "" : address.AbsolutePath;
        if (protocol.IsKeyInPath)
            path = $"{path[..KeyAt(path)]}{Hidden}";
        var query = address.Query.Length > 1 ? $"?{string.Join('&', address.Query[1..].Split('&').Select(RedactPart))}" : "";
        var fragment = address.Fragment.Length > 1 ? $"#{Hidden}" : "";
        return $"{address.Scheme}://{user}{address.Authority}{AddressSecrets.RedactText(path)}{query}{fragment}";
    }

    /// <summary>What others say about a target, such as ffmpeg, without its secrets in whichever form they stand there.</summary>
    public static string Redact(string text, OutputTarget target)
    {
        var redacted = text.Replace(target.Address, target.Redacted, StringComparison.Ordinal);
        if (!Uri.TryCreate(target.Text, UriKind.Absolute, out var address))
            return redacted;
        foreach (var secret in Of(address, target.Protocol!).SelectMany(static one => (string[])[one, Uri.UnescapeDataString(one)])
            .Where(static one => one.Length >= ShortestToLookFor).Distinct().OrderByDescending(static one => one.Length))
            redacted = redacted.Replace(secret, Hidden, StringComparison.Ordinal);
        return AddressSecrets.RedactText(redacted, address);
    }

    private static IEnumerable<string> Of(Uri address, StreamProtocol protocol)
    {
        if (protocol.IsKeyInPath)
        {
            foreach (var text in (string[])[address.AbsolutePath, address.OriginalString]) // as it is sent, and as it was written
                yield return text[KeyAt(text)..].TrimEnd('/').Split('?', '#')[0];
        }
        foreach (var part in address.Query.TrimStart('?').Split('&'))
        {
            if (part.Split('=', 2) is [var name, var value] && !PlainNames.Contains(name))
                yield return value;
        }
    }

    /// <summary>Where the last part of a path begins; slashes at its end do not count.</summary>
    private static int KeyAt(string path) => path.TrimEnd('/').LastIndexOf('/') + 1;

    private static string RedactPart(string part) =>
        part.Split('=', 2) is [var name, var value] && !(PlainNames.Contains(name) && !value.Contains(';', StringComparison.Ordinal))
            ? $"{name}={Hidden}" : part;
}
