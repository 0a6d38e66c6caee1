namespace P2IKT.Live.Capture;

/// <summary>Opens UVC webcams and HDMI capture cards.</summary>
internal static class CameraSource
{
    /// <summary>Asked of a camera when the user asks for nothing; it gives the nearest that it can.</summary>
    private static readonly FrameSize Wished = new(1280, 720);

    public static LiveVideoSource Open(SourceUri uri, SourceOptions options)
    {
        var wished = uri.Options.Size ?? Wished;
        var reader = Reopen() ?? throw new CaptureException(CaptureFault.NotAvailable,
            $"Camera '{uri.Target}' could not be opened: check its cable, and that no other program uses it; 'p2ikt-live devices' lists the cameras.");
        var name = CameraDevices.List().FirstOrDefault(camera => camera.Uri == $"camera:{uri.Target}")?.Name ?? $"camera {uri.Target}";
        var description = new SourceDescription(uri.ToString(), name, reader.Size, reader.FramesPerSecond, IsLive: true);
        return new LiveVideoSource(description, reader, Reopen, options);

        VideoReader? Reopen() => VideoReader.Camera(uri.Target, wished, uri.Options.FramesPerSecond);
    }
}
