using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Videos made on the spot, in a folder that goes with the test.</summary>
internal sealed class TestVideo : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-video-").FullName;

    public TestVideo() => OpenCvRuntime.Prepare();

    /// <summary>Motion JPEG, of any size.</summary>
    public string Avi(int width = 64, int height = 48, int frames = 5, double fps = 25, string name = "clip.avi") =>
        Write(name, VideoCaptureAPIs.OPENCV_MJPEG, "MJPG", width, height, frames, fps);

    /// <summary>MPEG-4, whose index stands at the end.</summary>
    public string Mp4(int width = 64, int height = 48, int frames = 5, double fps = 25) =>
        Write("clip.mp4", VideoCaptureAPIs.FFMPEG, "mp4v", width, height, frames, fps);

    /// <summary>JPEG pictures one after another, each of its own size: a stream that changes resolution.</summary>
    public string Mjpeg(params FrameSize[] sizes)
    {
        var path = Path("clip.mjpg");
        using var file = File.Create(path);
        foreach (var size in sizes)
            file.Write(Jpeg(size, 100));
        return path;
    }

    public string Raw(string name, byte[] content)
    {
        var path = Path(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public static byte[] Jpeg(FrameSize size, byte grey)
    {
        using var picture = new Mat(size.Height, size.Width, MatType.CV_8UC3, Scalar.All(grey));
        return picture.ImEncode(".jpg");
    }

    /// <summary>The grey of frame n.</summary>
    public static byte Grey(int n) => (byte)(40 + (n * 30));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, VideoCaptureAPIs api, string codec, int width, int height, int frames, double fps)
    {
        var path = Path(name);
        using var writer = new VideoWriter();
        Assert.True(writer.Open(path, api, VideoWriter.FourCC(codec), fps, new Size(width, height)));
        for (var i = 0; i < frames; i++)
        {
            using var picture = new Mat(height, width, MatType.CV_8UC3, Scalar.All(Grey(i % 6)));
            writer.Write(picture);
        }
        return path;
    }
}
