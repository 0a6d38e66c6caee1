using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>Two seconds of the test scene as a camera would write them: H.264, CABAC and B-frames, in a folder that goes with it.</summary>
internal sealed class SceneClip : IDisposable
{
    private const int Frames = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-stages-").FullName;

    public SceneClip(string ffmpeg, FrameSize size)
    {
        using var encoder = FfmpegProcess.Start(ffmpeg,
        [
            "-hide_banner", "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "bgr24", "-video_size", size.ToString(), "-framerate", "30", "-i", "pipe:0",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-y", $"file:{Path}",
        ], reads: false);
        TestScene.Play(size, Frames, frame => encoder.Input.Write(frame.Pixels));
        encoder.Input.Close();
        if (encoder.WaitForExit(TimeSpan.FromMinutes(2)) != 0)
            throw new InvalidOperationException($"The clip could not be made: {encoder.LastErrorLine()}.");
    }

    public string Path => System.IO.Path.Combine(_folder, "clip.mp4");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
