using System.Text.RegularExpressions;

namespace P2IKT.Live.Capture;

/// <summary>
/// Keeps what must not be read out of what is shown and written down: user and password in an address, before its host as well as in its
/// query or path (<c>?user=admin&amp;pwd=...</c>, <c>/user=admin_password=..._channel=1</c>), where many cameras want them.
/// </summary>
public static partial class AddressSecrets
{
    private const string Hidden = "***";
    private const int ShortestToLookFor = 4; // a shorter password stands in many words that say something else

    /// <summary>An address as it may be shown.</summary>
    public static string Redact(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = address.UserInfo.Length == 0
            ? address.AbsoluteUri
            : address.AbsoluteUri.Replace($"{address.UserInfo}@", $"{Hidden}@", StringComparison.Ordinal);
        return Values().Replace(text, $"${{name}}={Hidden}");
    }

    /// <summary>
    /// What a user wrote for an address, or for something else, as it may be shown: up to the last @ all may be a password, if that was not
    /// escaped.
    /// </summary>
    public static string RedactInput(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var plain = scheme >= 0 ? Values().Replace(text, $"${{name}}={Hidden}") : text;
        var at = plain.LastIndexOf('@');
        var from = scheme >= 0 ? scheme + 3 : plain.IndexOf(':', StringComparison.Ordinal) + 1;
        return at >= from && from > 0 ? $"{plain[..from]}{Hidden}{plain[at..]}" : plain;
    }

    /// <summary>What others say, such as ffmpeg, with every address in it as it may be shown.</summary>
    public static string RedactText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Values().Replace(Users().Replace(text, $"{Hidden}@"), $"${{name}}={Hidden}");
    }

    /// <summary>What others say about an address, with its secrets hidden, in whichever form they stand there.</summary>
    public static string RedactText(string text, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var redacted = RedactText(text);
        foreach (var secret in Of(address).Where(static secret => secret.Length >= ShortestToLookFor)
            .OrderByDescending(static secret => secret.Length))
            redacted = redacted.Replace(secret, Hidden, StringComparison.Ordinal);
        return redacted;
    }

    /// <summary>
    /// Whether an address that can be read has most likely been cut within its password: in <c>http://admin:12#4@10.0.0.7/</c> the host
    /// would be "admin".
    /// </summary>
    internal static bool IsCutInPassword(Uri address, string text)
    {
        if (address.HostNameType != UriHostNameType.Dns || address.Host == "localhost")
            return false;
        var at = text.LastIndexOf('@');
        var from = text.IndexOf(address.Host, StringComparison.OrdinalIgnoreCase);
        return from >= 0 && at > from && (address.Fragment.Contains('@', StringComparison.Ordinal) || Host().IsMatch(text[(at + 1)..]));
    }

    private static IEnumerable<string> Of(Uri address)
    {
        var password = address.UserInfo.Split(':', 2) is [_, var written] ? written : "";
        var values = Values().Matches(address.AbsoluteUri).Select(static match => match.Groups["value"].Value);
        return values.Append(password).SelectMany(static value => (string[])[value, Uri.UnescapeDataString(value)]);
    }

    /// <summary>Names that cameras give to users, passwords and tokens, and what follows them up to the next name.</summary>
    [GeneratedRegex(
        @"(?<=[?&;/_,#]|^)(?<name>(?:login|user|usr|account|acc|auth|pass|pwd|psw|pw|token|secret"
        + @"|sess(?:ion)?id|api_?key|access_?key|key)[a-z_]*"
        + @"|[a-z]+_?(?:user|usr|pass|pwd|password|token|secret))=(?<value>(?:(?!_[a-z]+=)[^&;#\s'""])*)", RegexOptions.IgnoreCase)]
    private static partial Regex Values();

    [GeneratedRegex(@"(?<=://)[^\s'""]*@")]
    private static partial Regex Users();

    /// <summary>A numeric address, or a name with a dot and a path behind it.</summary>
    [GeneratedRegex(
        @"^((\[[0-9a-fA-F:.]+\]|([0-9]{1,3}\.){3}[0-9]{1,3}|localhost)(:[0-9]+)?([/?#]|\z)"
        + @"|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?/)")]
    private static partial Regex Host();
}
