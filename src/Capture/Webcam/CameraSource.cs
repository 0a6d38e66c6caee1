using System.Globalization;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Webcam;

/// <summary>Opens UVC webcams and HDMI capture cards.</summary>
internal static class CameraSource
{
    /// <summary>Asked of a camera when the user asks for nothing; it gives the nearest that it can.</summary>
    private static readonly FrameSize Wished = new(1280, 720);

    public static LiveVideoSource Open(SourceUri uri, SourceOptions options, CancellationToken cancellation)
    {
        var wishes = uri.Options;
        var (reader, device) = Reopen(cancellation);
        var description = new SourceDescription(
            uri.ToString(), device?.Name ?? $"camera {uri.Target}", reader.Size, reader.FramesPerSecond, IsLive: true)
        {
            Kind = SourceKind.Webcam,
            Note = Given(wishes, reader.Size, reader.FramesPerSecond, reader.Format),
        };
        return new LiveVideoSource(description, reader, stop => Reopen(stop).Reader, options);

        // A name is looked up each time: plugged in again, a camera may get another number.
        (VideoReader Reader, CameraDevice? Device) Reopen(CancellationToken stop)
        {
            var isName = CameraTarget.IsName(uri.Target);
            // Only Linux lists without opening: elsewhere it would open this very camera a second time.
            var cameras = isName || OperatingSystem.IsLinux() ? CameraDevices.List() : [];
            var device = isName
                ? CameraDevices.Find(uri.Target, cameras)
                : cameras.FirstOrDefault(
                    camera => camera.Node == uri.Target || camera.Node == $"/dev/video{uri.Target}"
                    || camera.Uri == $"camera:{uri.Target}");
            double? rate = wishes.TryGet(WebcamProvider.FrameRate, out var wished) ? wished : null;
            var reader = VideoReader.Camera(
                isName ? device!.Node : uri.Target, wishes.Get(WebcamProvider.Size, Wished), rate,
                    wishes.Get(WebcamProvider.Format, CameraFormat.Default), stop)
                ?? throw new CaptureException(FaultKind.NotAvailable,
                    $"Camera '{uri.Target}' could not be opened: check its cable, and that no other program uses it; 'p2ikt-live "
                        + "devices' lists the cameras.");
            return (reader, device);
        }
    }

    /// <summary>
    /// What the camera gives, and what was asked of it where that is something else: drivers grant the nearest without a word.
    /// </summary>
    internal static string Given(SourceUriOptions wishes, FrameSize size, double framesPerSecond, string format)
    {
        List<string> missed = [];
        if (wishes.TryGet(WebcamProvider.Size, out var wished) && wished != size)
            missed.Add(wished.ToString());
        if (wishes.TryGet(WebcamProvider.FrameRate, out var rate) && framesPerSecond > 0 && Math.Abs(rate - framesPerSecond) > 0.01 * rate)
            missed.Add(string.Create(CultureInfo.InvariantCulture, $"{rate:0.##} fps"));
        if (wishes.TryGet(WebcamProvider.Format, out var word) && format.Length > 0 && word != format)
            missed.Add(word);
        var refused = missed.Count > 0 ? $"the camera does not give the {string.Join(", ", missed)} asked for" : "";
        return string.Join("; ", ((string[])[format, refused]).Where(static part => part.Length > 0));
    }
}
