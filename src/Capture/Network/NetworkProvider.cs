using System.Text.RegularExpressions;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Capture.Network;

/// <summary>Cameras and streams in the network: <c>http://</c>, <c>https://</c>, <c>rtsp://</c>, <c>rtsps://</c>.</summary>
/// <remarks>The query of an address belongs to the camera, except for <c>pin=</c> with a fingerprint.</remarks>
internal sealed partial class NetworkProvider : ISourceProvider
{
    private const int PinDigits = 64;

    /// <summary>The one certificate that the camera may have, by its SHA-256 in 64 hexadecimal digits.</summary>
    public static readonly SourceOption<string> Pin = SourceOption.Text(
        "pin", "a SHA-256 of 64 hexadecimal digits", static text => text.Length == PinDigits && text.All(char.IsAsciiHexDigitUpper));

    public string Kind => SourceKind.Network;

    public IReadOnlyList<string> Schemes => ["http", "https", "rtsp", "rtsps"];

    public IReadOnlyList<SourceEntry> Usage =>
    [
        new("http://ADDRESS/PATH", "a network camera or phone that sends MJPEG; also https://"),
        new("rtsp://ADDRESS/PATH", FfmpegProgram.Path is null && !OperatingSystem.IsWindows()
            ? $"a network camera; needs the program ffmpeg: {FfmpegProgram.HowToInstall}"
            : "a network camera"),
    ];

    public IReadOnlyList<SourceOption> Options { get; } = [Pin];

    public SourceUri Read(SourceText text)
    {
        var shown = AddressSecrets.RedactInput(text.Whole);
        if (!Uri.TryCreate(text.Whole, UriKind.Absolute, out var address) || address.Host.Length == 0
            || AddressSecrets.IsCutInPassword(address, text.Whole))
        {
            throw SourceText.Refuse($"'{shown}' is not a complete network address" + (text.Whole.Contains('@', StringComparison.Ordinal)
                ? ": in a user name or password write %40 for @, %23 for #, %2F for /, %3F for ? and %5C for \\."
                : "; write one such as http://192.168.1.20:8080/video."));
        }
        var (target, pin) = SplitPin(address.GetLeftPart(UriPartial.Query));
        if (pin is { Length: not PinDigits })
        {
            throw SourceText.Refuse(
                $"'{Pin.Name}=' in '{shown}' has {pin.Length} digits; a SHA-256 has {PinDigits}, which `openssl x509 "
                    + "-fingerprint -sha256` prints.");
        }
        if (pin is not null && !address.Scheme.EndsWith('s'))
        {
            throw SourceText.Refuse(
                $"'{Pin.Name}=' in '{shown}' names a certificate, which {address.Scheme}:// does not have; write {address.Scheme}s://.");
        }
        return text.AcceptAddress(target, pin is null ? "" : $"{Pin.Name}={pin}");
    }

    public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation) =>
        new(NetworkSource.Open(uri, options, cancellation));

    /// <summary>
    /// Takes <c>pin=</c> out of a network address, if its value looks like a fingerprint: some cameras have a number by that name. Null
    /// without it; the digits come in upper case and without colons.
    /// </summary>
    private static (string Address, string? Pin) SplitPin(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0 || Fingerprint().Match(address, mark) is not { Success: true } match)
            return (address, null);
        var before = address[..(match.Index - 1)];
        var rest = address[(match.Index + match.Length)..].TrimStart('&');
        var joint = rest.Length > 0 ? address[match.Index - 1].ToString() : "";
        return (before + joint + rest, match.Groups[1].Value.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant());
    }

    [GeneratedRegex(@"(?<=[?&])pin=(?:sha256:)?([0-9A-Fa-f:]{32,})(?=&|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Fingerprint();
}
