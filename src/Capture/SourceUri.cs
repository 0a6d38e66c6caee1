using System.Diagnostics.CodeAnalysis;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>
/// The URI of a source, parsed and validated: nothing else of the user's text reaches a driver or a decoder.
/// </summary>
/// <remarks>
/// Whatever exists on disk under exactly the given text is that file, even if its name looks like something else. A letter and
/// a colon is a Windows drive. Options follow the last <c>?</c>; in a path, only what reads <c>name=value</c> counts as options,
/// so that a question mark in a file's name does no harm. In a network address the query belongs to the camera, but for <c>pin=</c>.
/// </remarks>
public sealed record SourceUri
{
    private SourceUri(SourceScheme scheme, string target, SourceUriOptions options)
    {
        Scheme = scheme;
        Target = target;
        Options = options;
    }

    /// <summary>Which kind of source.</summary>
    public SourceScheme Scheme { get; }

    /// <summary>
    /// The path, the camera's name, index or device path, the absolute network address, a tethered camera's port; empty for the test scene.
    /// </summary>
    public string Target { get; }

    /// <summary>The options that were given.</summary>
    public SourceUriOptions Options { get; }

    /// <summary>Reads a source; looks at the disk to tell paths from the rest.</summary>
    /// <exception cref="CaptureException">It names no source; the kind is <see cref="FaultKind.WrongUsage"/>.</exception>
    public static SourceUri Parse(string text) => Parse(text, Path.Exists);

    /// <summary>Reads a source; <paramref name="exists"/> tells whether a path is there.</summary>
    /// <exception cref="CaptureException">It names no source; the kind is <see cref="FaultKind.WrongUsage"/>.</exception>
    public static SourceUri Parse(string text, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(exists);
        return TryParse(text, exists, out var uri, out var problem)
            ? uri
            : throw new CaptureException(FaultKind.WrongUsage, problem);
    }

    /// <summary>Reads a source without throwing; <paramref name="problem"/> is then a sentence for the user.</summary>
    public static bool TryParse(
        string text, Func<string, bool> exists, [NotNullWhen(true)] out SourceUri? uri, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(exists);
        uri = null;
        problem = null;
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
            problem = "The source is empty or holds a null character; give test:, a video file, camera:0 or a network address.";
        else if (exists(text))
            uri = new SourceUri(SourceScheme.File, text, SourceUriOptions.None);
        else if (SourceUriText.SchemeOf(text) is not { } name)
            uri = FromPath(SourceScheme.File, text, exists, out problem);
        else
            uri = FromScheme(name, text, exists, out problem);
        return uri is not null;
    }

    /// <summary>The text that parses to the same source; a path keeps its question marks.</summary>
    public override string ToString() => Scheme switch
    {
        SourceScheme.Network => SourceUriText.WithPin(Target, Options.Pin),
        _ => $"{Scheme.ToString().ToLowerInvariant()}:{Target}{Options}",
    };

    private static SourceUri? FromScheme(string name, string text, Func<string, bool> exists, out string? problem)
    {
        var rest = text[(name.Length + 1)..];
        problem = null;
        switch (name.ToLowerInvariant())
        {
            case "test":
                var (target, query) = SourceUriText.Split(rest);
                problem = target.Length > 0 ? $"'{text}' is no source: test: takes options only, such as test:?size=1280x720." : null;
                return problem is null ? With(SourceScheme.Test, "", query, text, ref problem) : null;
            case "file":
                return FromPath(SourceScheme.File, SourceUriText.LocalPath(rest), exists, out problem);
            case "camera":
                (target, query) = SourceUriText.Split(rest);
                if (!SourceUriText.IsCamera(target))
                    problem = $"'{text}' names no camera: write camera:NAME, camera:0, or camera:/dev/video2; 'p2ikt-live devices' lists them.";
                return problem is null ? With(SourceScheme.Camera, target, query, text, ref problem) : null;
            case "http" or "https" or "rtsp" or "rtsps":
                return FromNetwork(text, out problem);
            case "gphoto2":
                if (SourceUriText.IsTethered(rest))
                    return new SourceUri(SourceScheme.Gphoto2, rest, SourceUriOptions.None);
                problem = $"'{text}' names no tethered camera: write gphoto2: for the first one, gphoto2:usb:001,004, or gphoto2:ptpip:192.168.1.20; 'p2ikt-live devices' lists them.";
                return null;
            case "folder":
                return FromPath(SourceScheme.Folder, SourceUriText.LocalPath(rest), exists, out problem);
            default:
                problem = $"'{name}:' in '{AddressSecrets.RedactInput(text)}' is no known kind of source; use test:, a video file, camera:, folder:, http://, https://, rtsp:// or rtsps://.";
                return null;
        }
    }

    private static SourceUri? FromNetwork(string text, out string? problem)
    {
        var shown = AddressSecrets.RedactInput(text);
        problem = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0 || AddressSecrets.IsCutInPassword(address, text))
        {
            problem = $"'{shown}' is not a complete network address" + (text.Contains('@', StringComparison.Ordinal)
                ? ": in a user name or password write %40 for @, %23 for #, %2F for /, %3F for ? and %5C for \\."
                : "; write one such as http://192.168.1.20:8080/video.");
            return null;
        }
        var (target, pin) = SourceUriText.SplitPin(address.GetLeftPart(UriPartial.Query));
        if (pin is { Length: not 64 })
            problem = $"'{SourceUriOptions.PinName}=' in '{shown}' has {pin.Length} digits; a SHA-256 has 64, which `openssl x509 -fingerprint -sha256` prints.";
        else if (pin is not null && !address.Scheme.EndsWith('s'))
            problem = $"'{SourceUriOptions.PinName}=' in '{shown}' names a certificate, which {address.Scheme}:// does not have; write {address.Scheme}s://.";
        return problem is null ? new SourceUri(SourceScheme.Network, target, SourceUriOptions.None with { Pin = pin }) : null;
    }

    private static SourceUri? FromPath(SourceScheme scheme, string text, Func<string, bool> exists, out string? problem)
    {
        var (path, query) = SourceUriText.Split(text);
        problem = (scheme, path) switch
        {
            (SourceScheme.File, _) when text.Length == 0 => "'file:' names no file; write file:clip.mp4.",
            (SourceScheme.Folder, "") => "'folder:' names no folder; write folder: and the path that your tethering program saves into.",
            _ => null,
        };
        if (problem is not null)
            return null;
        return path.Length == 0 || exists(text) || !SourceUriText.ReadsAsOptions(query)
            ? new SourceUri(scheme, text, SourceUriOptions.None)
            : With(scheme, path, query, text, ref problem);
    }

    private static SourceUri? With(SourceScheme scheme, string target, string query, string text, ref string? problem) =>
        SourceUriOptions.TryParse(scheme, query, text, out var options, out problem) ? new SourceUri(scheme, target, options) : null;
}
