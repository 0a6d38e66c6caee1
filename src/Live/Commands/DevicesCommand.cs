using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Capture.Webcam;
using Spectre.Console;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live devices</c>: what can be opened here, with the URI to write after <c>--source</c>.</summary>
internal static class DevicesCommand
{
    public static int Run(TextWriter output)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("--source").AddColumn("what");
        table.AddRow("test:", "the embedded studio scene: several depths, a focus pull, no camera needed");
        var cameras = CameraDevices.List();
        foreach (var camera in cameras)
            table.AddRow(camera.Uri.EscapeMarkup(), Described(camera).EscapeMarkup());
        if (cameras.Count == 0)
            table.AddRow("camera:0", "no webcam or capture card found; plug one in and run this again");
        var tethered = Gphoto2Cameras.Search();
        foreach (var camera in tethered.Cameras)
            table.AddRow(camera.Uri.EscapeMarkup(), camera.Name.EscapeMarkup());
        if (tethered.Cameras.Count == 0)
            table.AddRow("gphoto2:", (tethered.UnavailableReason
                ?? "no tethered camera found; connect one by USB, switch it on, and run this again").EscapeMarkup());
        table.AddRow("gphoto2:ptpip:ADDRESS", "a tethered camera in the network (PTP/IP); its own screen shows the address");
        table.AddRow("folder:PATH", "stills that a tethering program drops there: shown, deblurred, written beside the originals");
        table.AddRow("FILE.mp4", "a video, at its own speed; file:FILE.mp4?loop=1 plays it again and again");
        table.AddRow("http://ADDRESS/PATH", "a network camera or phone that sends MJPEG; also https://");
        table.AddRow("rtsp://ADDRESS/PATH", FfmpegProgram.Path is null && !OperatingSystem.IsWindows()
            ? $"a network camera; needs the program ffmpeg: {FfmpegProgram.HowToInstall}"
            : "a network camera");
        ConsoleTables.Write(output, table);
        return ExitCode.Done;
    }

    /// <summary>Name, node, and the largest and fastest mode of each format: all modes of a webcam fill a screen.</summary>
    private static string Described(CameraDevice camera)
    {
        var modes = camera.Modes.DistinctBy(static mode => mode.Format).Select(static mode =>
            string.Create(CultureInfo.InvariantCulture,
                $"format={mode.Format} up to size={mode.Size}{(mode.FramesPerSecond > 0 ? $"&fps={mode.FramesPerSecond:0.##}" : "")}"));
        var known = string.Join(", ", modes);
        return $"{camera.Name}, now {camera.Node}; modes: {(known.Length > 0 ? known : "unknown")}";
    }
}
