using System.Text.RegularExpressions;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>Cameras that libgphoto2 controls: <c>gphoto2:</c>, <c>gphoto2:usb:001,004</c>, <c>gphoto2:ptpip:ADDRESS</c>.</summary>
internal sealed partial class TetheredProvider : ISourceProvider
{
    public string Kind => SourceKind.Tethered;

    public IReadOnlyList<string> Schemes => ["gphoto2"];

    public IReadOnlyList<SourceEntry> Usage =>
    [
        new("gphoto2:", "the first tethered camera that is connected by USB"),
        new("gphoto2:ptpip:ADDRESS", "a tethered camera in the network (PTP/IP); its screen shows the address"),
    ];

    public SourceUri Read(SourceText text) => Port().IsMatch(text.Rest)
        ? text.Accept(text.Rest)
        : throw SourceText.Refuse($"'{text.Whole}' does not name a tethered camera: write gphoto2: for the first one, gphoto2:usb:001,004, "
            + "or gphoto2:ptpip:192.168.1.20; 'p2ikt-live devices' lists them.");

    public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation) =>
        new(Gphoto2Source.Open(uri, options, cancellation));

    public ValueTask<SourceListing> ListAsync(CancellationToken cancellation)
    {
        var search = Gphoto2Cameras.Search();
        return new(search.Cameras.Count > 0
            ? new SourceListing([.. search.Cameras.Select(static camera => new SourceEntry(camera.Uri, camera.Name))])
            : new SourceListing(
                [], search.UnavailableReason ?? "no tethered camera found; connect one by USB, switch it on, and run this again"));
    }

    /// <summary>
    /// Nothing, a USB bus and device, or an IPv4 address with the ports of commands and events (libgphoto2 knows no other).
    /// </summary>
    [GeneratedRegex(@"^(usb:([0-9]{3},[0-9]{3})?|ptpip:([0-9]{1,3}\.){3}[0-9]{1,3}(:[0-9]{1,5}){0,2})?\z")]
    private static partial Regex Port();
}
