using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A real media server: GStreamer's for RTSP, in a process of its own (rtsp_server.py).</summary>
internal sealed class MediaServer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly FfmpegProcess _process;

    /// <param name="recording">File for what is published at <c>/live</c>: MPEG-TS.</param>
    /// <param name="port">0: any.</param>
    public MediaServer(string recording = "/dev/null", int port = 0)
    {
        Assert.SkipUnless(IsInstalled(), "Needs GStreamer's RTSP server for Python (gir1.2-gst-rtsp-server-1.0, python3-gi).");
        var script = Path.Combine(AppContext.BaseDirectory, "Capture", "rtsp_server.py");
        _process = FfmpegProcess.Start(Python, [script, $"{port}", recording], reads: true);
        var line = new StreamReader(_process.Output).ReadLine();
        Assert.True(int.TryParse(line, CultureInfo.InvariantCulture, out port), $"The server did not begin: {_process.LastErrorLine()}");
        Port = port;
    }

    /// <summary>Where it listens, on loopback.</summary>
    public int Port { get; }

    /// <summary>Ends it without a word to its clients.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static bool IsInstalled()
    {
        if (!File.Exists(Python))
            return false;
        using var asked = FfmpegProcess.Start(
            Python, ["-c", "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"], reads: true);
        return asked.WaitForExit(Poll.Timeout) == 0;
    }
}
