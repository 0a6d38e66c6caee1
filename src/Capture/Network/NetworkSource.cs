using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// Opens network cameras and streams. MJPEG over HTTP, which every network camera and phone application offers, is read by
/// ourselves; RTSP by the program ffmpeg, where the FFmpeg inside OpenCV cannot reach the network (on Linux the packaged one cannot).
/// </summary>
internal static class NetworkSource
{
    /// <summary>How long a connection may take before the camera counts as unreachable.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a picture may take: some cameras send one in ten seconds. One without power is noticed sooner (<see cref="CameraHttp"/>).
    /// </summary>
    internal static readonly TimeSpan PictureTimeout = TimeSpan.FromSeconds(30);

    /// <summary>RTSP negotiates first, and then waits for a key frame, of which some cameras send one in five seconds.</summary>
    private static readonly TimeSpan RtspTimeout = TimeSpan.FromSeconds(15);

    public static LiveVideoSource Open(SourceUri uri, SourceOptions options, CancellationToken cancellation)
    {
        var address = new Uri(uri.Target);
        var pin = uri.Options.TryGet(NetworkProvider.Pin, out var fingerprint) ? fingerprint : null;
        var reader = Open(address, pin, out var note, cancellation);
        var description = new SourceDescription(
            AddressSecrets.Redact(address), address.Host, reader.Size, reader.FramesPerSecond, IsLive: true)
        {
            Kind = SourceKind.Network,
            Note = note,
        };
        var closesUnwanted = reader is not MjpegReader { CostsUnwatched: false }; // MJPEG need not be decoded
        return new LiveVideoSource(description, reader, stop => Open(address, pin, out _, stop), options, closesUnwanted: closesUnwanted);
    }

    private static ILiveReader Open(Uri address, string? pin, out string note, CancellationToken stop)
    {
        note = "";
        if (address.Scheme is not ("rtsp" or "rtsps"))
            return HttpStream.Open(address, pin, ConnectTimeout, PictureTimeout, stop);
        if (address.Scheme == "rtsps")
            note = CheckCertificate(address, pin, stop);
        return (OperatingSystem.IsWindows() ? VideoReader.Network(address, ConnectTimeout, stop) : null)
            ?? FfmpegBridge.Open(FfmpegProgram.Path, address, AddressSecrets.Redact(address), RtspTimeout, stop);
    }

    /// <summary>
    /// ffmpeg accepts any certificate. So a pinned one is checked before, and one that is not trusted is reported to the user.
    /// </summary>
    private static string CheckCertificate(Uri address, string? pin, CancellationToken stop)
    {
        var problem = CameraCertificate.Check(address, pin, ConnectTimeout, stop);
        return problem is not null && pin is not null
            ? throw new CaptureException(FaultKind.NotAvailable, $"No video came from '{AddressSecrets.Redact(address)}': {problem}.")
            : problem ?? "";
    }
}
