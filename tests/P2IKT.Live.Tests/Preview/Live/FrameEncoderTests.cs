using System.Diagnostics;
using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Preview.Live;

public sealed class FrameEncoderTests : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly OverlayTable _overlays = new();
    private readonly FrameEncoder _encoder;

    public FrameEncoderTests()
    {
        OpenCvRuntime.Prepare();
        Assert.Equal(0, _overlays.Acquire(OverlaySelection.Of(HeatMapOverlay.Description)));
        _encoder = new FrameEncoder(85, _overlays, static () => 16);
    }

    public override ValueTask DisposeAsync()
    {
        _encoder.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public void Encode_OnceItIsWarm_AllocatesNothing()
    {
        using var frame = Deblurred();
        var encoded = new EncodedFramePool().Rent();
        var (lowerBound, began) = (long.MaxValue, Stopwatch.GetTimestamp());
        while (lowerBound > 0 && Stopwatch.GetElapsedTime(began) < Timeout) // until its buffers have grown and the compiler is through with it
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            encoded.Begin(1, frame);
            _encoder.Encode(frame, FrameParts.Sharp | FrameParts.Source | FrameParts.Blur, encoded);
            lowerBound = Math.Min(lowerBound, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, lowerBound);
    }

    [Theory]
    [InlineData(FrameParts.Sharp, 200)]
    [InlineData(FrameParts.Source, 60)]
    [InlineData(FrameParts.Overlay, 200)] // nothing is known of its blur, so nothing is drawn over it
    public void Encode_OfAPicture_IsAJpegOfIt(object part, int grey)
    {
        using var frame = Deblurred();
        var encoded = new EncodedFramePool().Rent();
        encoded.Begin(1, frame);
        Assert.True(_encoder.Encode(frame, (FrameParts)part, encoded));
        using var picture = Cv2.ImDecode(encoded[(FrameParts)part].Span, ImreadModes.Color);
        Assert.Equal(new Size(48, 32), picture.Size());
        Assert.Equal(grey, picture.Mean().Val0, 1.0);
    }

    private DeblurredFrame Deblurred()
    {
        var pictures = Pool(48, 32);
        var maps = Pool(6, 4, 2, PixelFormat.Float32);
        // A float of ones is NaN.
        return new DeblurredFrame(Filled(pictures, 60), Filled(pictures, 200), Filled(maps, 0xFF), Filled(maps, 0), 8);
    }

    private static Frame Filled(FramePool pool, byte value)
    {
        Assert.True(pool.TryRent(out var frame));
        frame.Draft.Fill(value);
        frame.Publish(0, 0);
        return frame;
    }
}
