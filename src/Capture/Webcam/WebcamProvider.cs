using System.Globalization;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Webcam;

/// <summary>UVC webcams and HDMI capture cards: <c>camera:NAME</c>, <c>camera:0</c>, <c>camera:/dev/video2</c>.</summary>
internal sealed class WebcamProvider : ISourceProvider
{
    /// <summary>The size to ask the camera for.</summary>
    public static readonly SourceOption<FrameSize> Size = SourceOption.Size("size");

    /// <summary>The rate to ask the camera for.</summary>
    public static readonly SourceOption<double> FrameRate = SourceOption.FrameRate("fps");

    /// <summary>The pixel format to ask the camera for, one of <see cref="CameraFormat.Names"/>.</summary>
    public static readonly SourceOption<string> Format = SourceOption.Text(
        "format", $"a pixel format: {string.Join(", ", CameraFormat.Names)}", static text => CameraFormat.Names.Contains(text));

    public string Kind => SourceKind.Webcam;

    public IReadOnlyList<string> Schemes => ["camera"];

    public IReadOnlyList<SourceEntry> Usage => [new("camera:0", "a webcam or capture card, by number or name")];

    public IReadOnlyList<SourceOption> Options { get; } = [Size, FrameRate, Format];

    public SourceUri Read(SourceText text)
    {
        var (target, query) = text.Split();
        return CameraTarget.IsOne(target)
            ? text.Accept(target, query)
            : throw SourceText.Refuse(
                $"'{text.Whole}' does not name a camera: write camera:NAME, camera:0, or camera:/dev/video2; 'p2ikt-live "
                    + "devices' lists them.");
    }

    public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation) =>
        new(CameraSource.Open(uri, options, cancellation));

    public ValueTask<SourceListing> ListAsync(CancellationToken cancellation)
    {
        var cameras = CameraDevices.List();
        return new(cameras.Count > 0
            ? new SourceListing([.. cameras.Select(static camera => new SourceEntry(camera.Uri, Describe(camera)))])
            : new SourceListing([], "no webcam or capture card found; plug one in and run this again"));
    }

    /// <summary>Name, node, and the largest and fastest mode of each format: all modes of a webcam fill a screen.</summary>
    private static string Describe(CameraDevice camera)
    {
        var modes = camera.Modes.DistinctBy(static mode => mode.Format).Select(static mode => string.Create(
            CultureInfo.InvariantCulture,
            $"format={mode.Format} up to size={mode.Size}{(mode.FramesPerSecond > 0 ? $"&fps={mode.FramesPerSecond:0.##}" : "")}"));
        var known = string.Join(", ", modes);
        return $"{camera.Name}, now {camera.Node}; modes: {(known.Length > 0 ? known : "unknown")}";
    }
}
