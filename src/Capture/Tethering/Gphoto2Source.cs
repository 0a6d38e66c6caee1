using P2IKT.Live.Capture.Streams;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>Opens tethered cameras.</summary>
internal static class Gphoto2Source
{
    public static LiveVideoSource Open(SourceUri uri, SourceOptions options, CancellationToken cancellation)
    {
        var target = PortOf(uri.Target);
        var camera = new TetheredCamera(options.StillsFolder, options.StillNaming);
        var reader = Gphoto2Reader.Open(target, camera, options.Gphoto2, cancellation);
        var description = new SourceDescription(uri.ToString(), camera.State.Model, reader.Size, reader.FramesPerSecond, IsLive: true)
        {
            Kind = SourceKind.Tethered,
            Capabilities = SourceCapabilities.Recording | SourceCapabilities.Camera,
            Note = reader.OpenedWithout ?? "",
            SizeIsKnown = reader.OpenedWithout is null,
        };
        var source = new LiveVideoSource(
            description, reader, stop => Gphoto2Reader.Open(target, camera, options.Gphoto2, stop), options, camera, lens: camera.Lens);
        camera.Pictured.NextSequence = () => source.Captured;
        return source;
    }

    /// <summary>As libgphoto2 reads it: a network camera's events come over the port of its commands, but only if that is said.</summary>
    internal static string PortOf(string target) =>
        target.Split(':') is ["ptpip", var address, var port] ? $"ptpip:{address}:{port}:{port}" : target == "usb:" ? "" : target;
}
