using System.Diagnostics;
using System.IO.Compression;
using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Live.Adaptation;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Preview.Live;

public sealed class FrameEncoderTests : FrameTest
{
    private static readonly PictureForm Small = new(3, 60);
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
        using var pool = new EncodedFramePool();
        using var encoded = pool.Rent();
        var (lowerBound, began) = (long.MaxValue, Stopwatch.GetTimestamp());
        while (lowerBound > 0 && Stopwatch.GetElapsedTime(began) < Timeout) // until its buffers have grown and the compiler is through with it
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            encoded.Begin(1, frame);
            _encoder.Encode(frame, FrameParts.Sharp | FrameParts.Source | FrameParts.Blur, _encoder.FullForm, encoded);
            _encoder.Encode(frame, FrameParts.Sharp, Small, encoded);
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
        using var pool = new EncodedFramePool();
        using var encoded = pool.Rent();
        encoded.Begin(1, frame);
        Assert.True(_encoder.Encode(frame, (FrameParts)part, _encoder.FullForm, encoded));
        using var picture = Cv2.ImDecode(encoded[(FrameParts)part, _encoder.FullForm].Span, ImreadModes.Color);
        Assert.Equal(new Size(48, 32), picture.Size());
        Assert.Equal(grey, picture.Mean().Val0, 1.0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Encode_InASmallerForm_IsTheSamePictureWithFewerPixels(int eighths)
    {
        using var frame = Deblurred(static (x, y) => (byte)(40 + (4 * x) + (y / 8 % 2 * 4)));
        using var pool = new EncodedFramePool();
        using var encoded = pool.Rent();
        encoded.Begin(1, frame);
        var form = new PictureForm(eighths, 95);
        Assert.True(_encoder.Encode(frame, FrameParts.Sharp, form, encoded));
        using var small = Cv2.ImDecode(encoded[FrameParts.Sharp, form].Span, ImreadModes.Color);
        Assert.Equal(new Size(6 * eighths, 4 * eighths), small.Size());
        var (width, middle) = (small.Width, small.Height / 2);
        for (var x = 0; x < width; x++)
        {
            var centre = (((x + 0.5) * 8 / eighths) - 0.5) * 4;
            Assert.Equal(40 + centre + 2, small.At<Vec3b>(middle, x).Item1, 5.0); // no shift, whatever the size
        }
        Assert.Equal(FrameParts.Sharp, encoded.Missing(FrameParts.Sharp, _encoder.FullForm));
        Assert.Equal(FrameParts.None, encoded.Missing(FrameParts.Sharp, form));
    }

    [Fact]
    public void Encode_OfPackedMaps_LosesNothing()
    {
        using var frame = Deblurred();
        using var pool = new EncodedFramePool();
        using var encoded = pool.Rent();
        encoded.Begin(1, frame);
        Assert.True(_encoder.Encode(frame, FrameParts.Maps | FrameParts.PackedMaps, _encoder.FullForm, encoded));
        using var packed = new MemoryStream(encoded[FrameParts.PackedMaps, default].ToArray());
        using var unpacked = new MemoryStream();
        using (var inflate = new DeflateStream(packed, CompressionMode.Decompress))
            inflate.CopyTo(unpacked);
        var (planes, radii) = (unpacked.ToArray(), encoded[FrameParts.Blur, default].ToArray());
        Assert.Equal(3 * 24, planes.Length);
        Assert.Equal(radii, Enumerable.Range(0, 24).SelectMany(i => new[] { planes[i], planes[24 + i] }));
        Assert.Equal(encoded[FrameParts.Confidence, default].ToArray(), planes[48..]);
    }

    private DeblurredFrame Deblurred(Func<int, int, byte> paint)
    {
        var frame = Deblurred();
        var pictures = Pool(48, 32, 1);
        Assert.True(pictures.TryRent(out var sharp));
        for (var i = 0; i < sharp.Draft.Length; i++)
            sharp.Draft[i] = paint(i / 3 % 48, i / 3 / 48);
        sharp.Publish(0, 0);
        using (frame)
            return new DeblurredFrame(frame.Source.Share(), sharp, frame.Blur.Share(), frame.Confidence.Share(), 8);
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
