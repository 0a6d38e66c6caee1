using P2IKT.Live.Capture.Webcam;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>Which tethered cameras are connected, and whether libgphoto2 is there to ask.</summary>
public static class Gphoto2Cameras
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20); // drivers are loaded, buses searched

    /// <summary>
    /// Searches the USB ports; network cameras do not announce themselves. Takes up to some seconds, and opens no camera.
    /// </summary>
    public static CameraSearch Search() => Search(null);

    internal static CameraSearch Search(IReadOnlyDictionary<string, string>? environment)
    {
        List<CameraDevice> found = [];
        string? version = null;
        CaptureException? reason = null;
        using var done = new ManualResetEventSlim();
        try
        {
            using var host = new CameraHostProcess(environment, Timeout, OnMessage);
            host.Send(HostMessageType.Search);
            if (!done.Wait(Timeout))
                reason = Gphoto2Fault.Of(Gphoto2Fault.HostGone, "", null);
        }
        catch (CaptureException failed)
        {
            reason = failed;
        }
        return new CameraSearch(found, version, reason?.Message);

        void OnMessage(HostMessageType type, HostMessage message)
        {
            if (done.IsSet)
                return; // the end of the host, which is as it should be
            if (type == HostMessageType.Hello)
                version = message.Text;
            else if (type == HostMessageType.Found)
                found.Add(new CameraDevice(message.Name ?? "camera", $"gphoto2:{message.Text}"));
            else if (type == HostMessageType.Failed)
                reason = Gphoto2Fault.Of(message.Code, "", message.Text);
            if (type is HostMessageType.Searched or HostMessageType.Failed)
                done.Set();
        }
    }
}
