namespace P2IKT.Live.Capture;

/// <summary>Opens network cameras and streams: MJPEG over HTTP, RTSP, whatever FFmpeg reads from such an address.</summary>
internal static class NetworkSource
{
    /// <summary>How long opening, or one frame, may take before the stream counts as unreachable.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static LiveVideoSource Open(SourceUri uri, SourceOptions options)
    {
        var address = new Uri(uri.Target);
        var shown = Shown(address);
        var reader = Reopen() ?? throw new CaptureException(CaptureFault.NotAvailable,
            $"No video came from '{shown}' within {Patience.TotalSeconds:0} s: check the address and that the camera is on; a browser should show it.");
        var description = new SourceDescription(shown, address.Host, reader.Size, reader.FramesPerSecond, IsLive: true);
        return new LiveVideoSource(description, reader, Reopen, options);

        VideoReader? Reopen() => VideoReader.Network(address, Patience);
    }

    /// <summary>The address as it may be shown and written down: without the password.</summary>
    internal static string Shown(Uri address) =>
        address.UserInfo.Length == 0 ? address.AbsoluteUri : address.AbsoluteUri.Replace($"{address.UserInfo}@", "***@", StringComparison.Ordinal);
}
