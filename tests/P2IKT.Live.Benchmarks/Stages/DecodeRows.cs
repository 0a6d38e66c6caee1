using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Jpeg;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>How a picture comes into a frame of the pool: from a tethered camera, from a network camera, from a video file.</summary>
internal static class DecodeRows
{
    public static IEnumerable<StageRow> Measure(StageSample sample, int rounds)
    {
        using var pool = new FramePool(sample.Size, 2);
        yield return new StageRow("decode: a tethered camera's JPEG", Timing.Of(rounds, () => LiveView(pool, sample.CameraJpeg)), sample.Floors.Decode);
        yield return new StageRow("... the same by libvips, into fresh memory", Timing.Of(rounds, () => Libvips(sample.CameraJpeg)), sample.Floors.Decode);
        using (var camera = new NetworkCamera(sample.CameraJpeg))
        {
            using var reader = HttpStream.Open(camera.Address, pin: null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), CancellationToken.None);
            yield return new StageRow("decode: a part of MJPEG over HTTP, received", Timing.Of(rounds, () => Next(pool, reader)), sample.Floors.Decode);
        }
        if (FfmpegProgram.Path is not { } ffmpeg)
            yield break;
        using var clip = new SceneClip(ffmpeg, sample.Size);
        using var video = new EndlessVideo(clip.Path);
        yield return new StageRow("decode: a frame of H.264", Timing.Of(rounds, () => video.Next(pool)), sample.Floors.Video);
    }

    private static void LiveView(FramePool pool, byte[] jpeg)
    {
        using var draft = Rent(pool);
        Require(JpegPicture.TryReadSize(jpeg, out var size) && size == draft.Size && JpegPicture.TryDecode(jpeg, draft));
    }

    private static void Libvips(byte[] jpeg)
    {
        using var picture = NetVips.Image.NewFromBuffer(jpeg);
        Require(picture.WriteToMemory<byte>().Length > 0);
    }

    private static void Next(FramePool pool, ILiveReader reader)
    {
        Require(reader.Grab(CancellationToken.None));
        using var draft = Rent(pool);
        Require(reader.Retrieve(draft));
    }

    private static Frame Rent(FramePool pool) => pool.TryRent(out var draft) ? draft : throw new InvalidOperationException("A decoder has kept a frame.");

    private static void Require(bool decoded)
    {
        if (!decoded)
            throw new InvalidOperationException("A picture could not be decoded.");
    }

    /// <summary>A clip that begins again at its end; opening it is in the time of one frame, which the median passes over.</summary>
    private sealed class EndlessVideo(string path) : IDisposable
    {
        private VideoReader? _reader = VideoReader.File(path, out _);

        private VideoReader Reader => _reader ?? throw new InvalidOperationException($"'{path}' cannot be opened.");

        public void Next(FramePool pool)
        {
            if (!Reader.Grab(CancellationToken.None))
            {
                Reader.Dispose();
                _reader = VideoReader.File(path, out _);
                Require(Reader.Grab(CancellationToken.None));
            }
            using var draft = Rent(pool);
            Require(Reader.Retrieve(draft));
        }

        public void Dispose() => _reader?.Dispose();
    }
}
