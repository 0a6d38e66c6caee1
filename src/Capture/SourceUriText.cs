using System.Text.RegularExpressions;

namespace P2IKT.Live.Capture;

/// <summary>The grammar of <see cref="SourceUri"/>: how its text falls into scheme, target and options.</summary>
internal static partial class SourceUriText
{
    /// <summary>The scheme before the colon; null for a plain path, which a Windows drive letter is too.</summary>
    public static string? SchemeOf(string text) => Scheme().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Splits at the last question mark; without one the options are empty.</summary>
    public static (string Target, string Query) Split(string text) =>
        text.LastIndexOf('?') is >= 0 and var mark ? (text[..mark], text[(mark + 1)..]) : (text, "");

    /// <summary>Whether this is a list of name=value, rather than the end of a file's name.</summary>
    public static bool ReadsAsOptions(string query) => Pairs().IsMatch(query);

    /// <summary>An index below 100, a device path without detours, or a name.</summary>
    public static bool IsCamera(string target) =>
        IsCameraName(target) || (CameraTarget().IsMatch(target) && !target.Contains("..", StringComparison.Ordinal));

    /// <summary>A camera's name, or its beginning: no path, no number, nothing that a terminal would take for more than text.</summary>
    public static bool IsCameraName(string target) => CameraName().IsMatch(target);

    /// <summary>
    /// Nothing, a USB bus and device, or an IPv4 address with the ports of commands and events (libgphoto2 knows no other).
    /// </summary>
    public static bool IsTethered(string target) => TetheredTarget().IsMatch(target);

    /// <summary>The path in what followed <c>file:</c>; <c>file://</c> means a real URI with its escapes.</summary>
    public static string LocalPath(string rest)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return rest;
        var (target, query) = Split(rest);
        var path = Uri.TryCreate("file:" + target, UriKind.Absolute, out var uri) ? uri.LocalPath : target;
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    /// <summary>
    /// Takes <c>pin=</c> out of a network address, if its value looks like a fingerprint: some cameras have a number by that name. Null
    /// without it; the digits come without colons.
    /// </summary>
    public static (string Address, string? Pin) SplitPin(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0 || Pin().Match(address, mark) is not { Success: true } match)
            return (address, null);
        var before = address[..(match.Index - 1)];
        var rest = address[(match.Index + match.Length)..].TrimStart('&');
        var joint = rest.Length > 0 ? address[match.Index - 1].ToString() : "";
        return (before + joint + rest, match.Groups[1].Value.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant());
    }

    /// <summary>Puts it back.</summary>
    public static string WithPin(string address, string? pin) =>
        pin is null ? address : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{SourceUriOptions.PinName}={pin}";

    [GeneratedRegex(@"(?<=[?&])pin=(?:sha256:)?([0-9A-Fa-f:]{32,})(?=&|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Pin();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.\-]+):")] // two characters at least: one is a drive
    private static partial Regex Scheme();

    [GeneratedRegex(@"^[A-Za-z0-9]+=[^=&/\\]*(&[A-Za-z0-9]+=[^=&/\\]*)*\z")]
    private static partial Regex Pairs();

    [GeneratedRegex(@"^(?=.*\p{L})[^/\\\p{C}-][^\p{C}]{0,199}\z")]
    private static partial Regex CameraName();

    [GeneratedRegex(@"^([0-9]{1,2}|/dev/[A-Za-z0-9_./:+@\-]+)\z")]
    private static partial Regex CameraTarget();

    [GeneratedRegex(@"^(usb:([0-9]{3},[0-9]{3})?|ptpip:([0-9]{1,3}\.){3}[0-9]{1,3}(:[0-9]{1,5}){0,2})?\z")]
    private static partial Regex TetheredTarget();
}
