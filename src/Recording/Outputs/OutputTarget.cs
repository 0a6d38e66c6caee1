using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>
/// Where the deblurred stream is sent while it runs: a server or receiver in the network by <c>ffmpeg</c>, or a virtual camera.
/// </summary>
public sealed record OutputTarget
{
    private const string DeviceFolder = "/dev/";

    // The format in which ffmpeg sends to a scheme, and what else it is told.
    private static readonly Dictionary<string, StreamProtocol> Protocols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["srt"] = new("srt", "mpegts") { NeedsPort = true },
        ["udp"] = new("udp", "mpegts") { NeedsPort = true },
        ["rtmp"] = new("rtmp", "flv") { IsKeyInPath = true },
        ["rtmps"] = new("rtmps", "flv") { IsKeyInPath = true },
        ["rtsp"] = new("rtsp", "rtsp") { IsMuxer = true, Options = ["-rtsp_transport", "tcp"] },
        ["whip+http"] = new("whip", "whip") { IsMuxer = true, IsKeyInPath = true, Prefix = "whip+" },
        ["whip+https"] = new("whip", "whip") { IsMuxer = true, IsKeyInPath = true, Prefix = "whip+" },
    };

    private OutputTarget(string text, string redacted) => (Text, Redacted) = (text, redacted);

    /// <summary>What is sent to: a URL, or the path of a device. It may contain a password or a stream key.</summary>
    public string Text { get; }

    /// <summary>The same as it may be shown and logged: without passwords and stream keys.</summary>
    public string Redacted { get; }

    /// <summary>Whether it is a virtual camera.</summary>
    public bool IsDevice => Protocol is null;

    /// <summary>Whether the receiver is waited for until it calls: <c>srt://...?mode=listener</c>.</summary>
    internal bool WaitsForCaller { get; private init; }

    /// <summary>How ffmpeg sends to it; null for a device.</summary>
    internal StreamProtocol? Protocol { get; private init; }

    /// <summary>The URL for ffmpeg.</summary>
    internal string Address => Protocol is { Prefix: { Length: > 0 } prefix } ? Text[prefix.Length..] : Text;

    /// <summary>Reads <c>srt://HOST:PORT</c>, <c>rtmp://HOST/APP/KEY</c> and so on, or <c>/dev/videoN</c>.</summary>
    /// <exception cref="RecordingException">It is something else; the message says what there is.</exception>
    public static OutputTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(DeviceFolder, StringComparison.Ordinal))
            return new OutputTarget(text, text);
        var scheme = text.Split("://", 2) is [var written, _] ? written : "";
        if (!Protocols.TryGetValue(scheme, out var protocol) || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw Refuse(text, scheme, $"is not an address to send to: give {Known}, or a virtual camera such as /dev/video10");
        if (address.Host.Length == 0)
            throw Refuse(text, scheme, "names no host");
        if (protocol.NeedsPort && address.Port <= 0)
            throw Refuse(text, scheme, $"names no port: write {scheme}://HOST:PORT");
        if (protocol.IsKeyInPath && address.AbsolutePath.Trim('/').Length == 0)
            throw Refuse(text, scheme, "has no path: add the application and the stream key");
        return new OutputTarget(text, OutputSecrets.RedactAddress(address, protocol))
        {
            Protocol = protocol,
            WaitsForCaller = address.Query.TrimStart('?').Split('&').Any(static part => part is "mode=listener" or "mode=rendezvous"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Redacted;

    /// <summary>What ffmpeg says about it, without the target's secrets.</summary>
    internal string Redact(string text) => Protocol is null ? text : OutputSecrets.Redact(text, this);

    private static string Known => string.Join(", ", Protocols.Keys.Select(static scheme => scheme + "://"));

    /// <summary>What was written may have a key anywhere: only its beginning is repeated.</summary>
    private static RecordingException Refuse(string text, string scheme, string why)
    {
        var shown = scheme.Length > 0 ? $"{scheme}://..." : AddressSecrets.RedactInput(text);
        return new RecordingException(FaultKind.WrongUsage, $"'{shown}' {why}.") { Subject = shown, Setting = "send" };
    }
}
