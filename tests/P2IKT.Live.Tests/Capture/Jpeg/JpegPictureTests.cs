using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Jpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Jpeg;

public sealed class JpegPictureTests : FrameTest
{
    public JpegPictureTests() => OpenCvRuntime.Prepare();

    [Fact]
    public void Decode_FillsTheDraft()
    {
        var jpeg = TestVideo.Jpeg(new FrameSize(30, 20), 120);
        using var draft = Draft(30, 20);
        Assert.True(JpegPicture.TryReadSize(jpeg, out var size));
        Assert.Equal(new FrameSize(30, 20), size);
        Assert.True(JpegPicture.TryDecode(jpeg, draft));
        Assert.All(draft.Pixels.ToArray(), static level => Assert.InRange(level, 118, 122));
    }

    [Fact]
    public void Decode_IntoADraftOfAnotherSize_IsRefused()
    {
        using var draft = Draft(20, 30);
        Assert.False(JpegPicture.TryDecode(TestVideo.Jpeg(new FrameSize(30, 20), 120), draft));
    }

    [Fact]
    public void Decode_AllocatesNothing()
    {
        var jpeg = TestVideo.Jpeg(new FrameSize(30, 20), 120);
        using var draft = Draft(30, 20);
        JpegPicture.TryDecode(jpeg, draft);
        Assert.Equal(0, Allocations.LowestOf(() =>
        {
            for (var i = 0; i < 20; i++)
                JpegPicture.TryDecode(jpeg, draft);
        }));
    }

    [Fact]
    public void Size_OfAPictureThatStopsMidway_IsNotRead()
    {
        var jpeg = TestVideo.Jpeg(new FrameSize(300, 200), 120);
        for (var length = 0; length < jpeg.Length - 1; length++)
            Assert.False(JpegPicture.TryReadSize(jpeg.AsSpan(0, length), out _));
    }

    /// <summary>A live view as large as this is none: a tethered camera's picture is refused by its header, too.</summary>
    [Fact]
    public void Size_AboveWhatALiveFrameMayHave_IsNotRead()
    {
        var jpeg = TestVideo.Jpeg(new FrameSize(30, 20), 120);
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) = (0x31, 0x38, 0x31, 0x38); // 12,600 x 12,600
        Assert.False(JpegPicture.TryReadSize(jpeg, out _));
    }

    /// <summary>
    /// Each scan of a progressive picture costs a pass over all of it: a few kilobytes could keep a decoder busy for minutes.
    /// </summary>
    [Fact]
    public void Size_OfAPictureWithAbsurdlyManyScans_IsNotRead()
    {
        using var picture = new OpenCvSharp.Mat(20, 30, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.All(120));
        var jpeg = picture.ImEncode(".jpg", new OpenCvSharp.ImageEncodingParam(OpenCvSharp.ImwriteFlags.JpegProgressive, 1));
        Assert.True(JpegPicture.TryReadSize(jpeg, out _));
        var lastScan = jpeg.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] many = [.. jpeg[..lastScan], .. Enumerable.Repeat(jpeg[lastScan..^2], 200).SelectMany(static scan => scan), 0xFF, 0xD9];
        Assert.False(JpegPicture.TryReadSize(many, out _));
    }

    [FsCheck.Xunit.Property]
    public void Size_OfAnyBytes_IsReadOrRefused(byte[]? bytes) => JpegPicture.TryReadSize([0xFF, 0xD8, .. bytes ?? [], 0xFF, 0xD9], out _);

    private Frame Draft(int width, int height)
    {
        Assert.True(Pool(width, height).TryRent(out var draft));
        return draft;
    }
}
