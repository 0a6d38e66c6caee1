using P2IKT.Live.Capture.Webcam;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>Which tethered cameras are connected, and whether libgphoto2 is there to ask.</summary>
public static class Gphoto2Cameras
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // drivers are loaded, buses searched

    /// <summary>Searches the USB ports; network cameras do not announce themselves. Takes up to some seconds, and opens no camera.</summary>
    public static CameraSearch Search() => Search(null);

    internal static CameraSearch Search(IReadOnlyDictionary<string, string>? environment)
    {
        List<CameraDevice> found = [];
        string? version = null;
        CaptureException? obstacle = null;
        using var done = new ManualResetEventSlim();
        try
        {
            using var host = new CameraHostProcess(environment, Patience, Hear);
            host.Say(HostWord.Search);
            if (!done.Wait(Patience))
                obstacle = Gphoto2Fault.Of(Gphoto2Fault.HostGone, "", null);
        }
        catch (CaptureException failed)
        {
            obstacle = failed;
        }
        return new CameraSearch(found, version, obstacle?.Message);

        void Hear(HostWord word, HostNote note)
        {
            if (done.IsSet)
                return; // the end of the host, which is as it should be
            if (word == HostWord.Hello)
                version = note.Text;
            else if (word == HostWord.Found)
                found.Add(new CameraDevice(note.Name ?? "camera", $"gphoto2:{note.Text}"));
            else if (word == HostWord.Failed)
                obstacle = Gphoto2Fault.Of(note.Code, "", note.Text);
            if (word is HostWord.Searched or HostWord.Failed)
                done.Set();
        }
    }
}
