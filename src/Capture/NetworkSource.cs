using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Capture;

/// <summary>
/// Opens network cameras and streams. MJPEG over HTTP, which every network camera and phone application offers, is read by
/// ourselves; RTSP by the program ffmpeg, where the FFmpeg inside OpenCV cannot reach the network (on Linux the packaged one cannot).
/// </summary>
internal static class NetworkSource
{
    /// <summary>How long opening, or waiting for a frame, may take before the stream counts as unreachable.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>RTSP negotiates first, and then waits for a key frame, of which some cameras send one in five seconds.</summary>
    private static readonly TimeSpan RtspPatience = TimeSpan.FromSeconds(15);

    public static LiveVideoSource Open(SourceUri uri, SourceOptions options)
    {
        var address = new Uri(uri.Target);
        var reader = Open(address, options.GiveUp);
        var description = new SourceDescription(Shown(address), address.Host, reader.Size, reader.FramesPerSecond, IsLive: true);
        return new LiveVideoSource(description, reader, stop => Open(address, stop), options, closesUnwanted: address.Scheme == "rtsp"); // MJPEG need not be decoded
    }

    /// <summary>The address as it may be shown and written down: without user and password.</summary>
    internal static string Shown(Uri address) =>
        address.UserInfo.Length == 0 ? address.AbsoluteUri : address.AbsoluteUri.Replace($"{address.UserInfo}@", "***@", StringComparison.Ordinal);

    private static ILiveReader Open(Uri address, CancellationToken stop)
    {
        if (address.Scheme == "rtsp")
            return (OperatingSystem.IsWindows() ? VideoReader.Network(address, Patience, stop) : null) ?? FfmpegBridge.Open(FfmpegProgram.Path, address, Shown(address), RtspPatience, stop);
        return MjpegReader.TryOpen(address, Patience, stop, out var problem)
            ?? (ILiveReader?)(problem.IsOtherMedia ? VideoReader.Network(address, Patience, stop) : null)
            ?? throw new CaptureException(CaptureFault.NotAvailable,
                $"No video came from '{Shown(address)}': {problem.Reason}; check the address in a browser, and that it is the camera's MJPEG stream.", problem.Cause);
    }
}
