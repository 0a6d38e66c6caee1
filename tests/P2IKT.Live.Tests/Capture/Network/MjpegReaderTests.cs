using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Network;

public sealed class MjpegReaderTests : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly FrameSize Size = new(30, 20);

    public MjpegReaderTests() => OpenCvRuntime.Prepare();

    [Fact]
    public void Pictures_OfOneSize_AllocateNothing()
    {
        using var reader = Reader([.. Enumerable.Repeat(TestVideo.Jpeg(Size, 120), 500)]);
        using var draft = Draft(Size);
        for (var i = 0; i < 50; i++)
            Assert.True(reader.Grab(Cancel) && reader.Retrieve(draft));
        var (retrieved, wanted) = (0, 0);
        Assert.Equal(0, Allocations.LowestOf(() =>
        {
            for (var i = 0; i < 20; i++)
                retrieved += reader.Grab(Cancel) && reader.Retrieve(draft) ? 1 : 0;
            wanted += 20;
        }));
        Assert.Equal(wanted, retrieved);
        Assert.All(draft.Pixels.ToArray(), static level => Assert.InRange(level, 118, 122));
    }

    [Fact]
    public void Picture_OfAnotherSize_IsMovedIntoADraftOfIt()
    {
        var other = new FrameSize(16, 40);
        using var reader = Reader(TestVideo.Jpeg(Size, 120), TestVideo.Jpeg(other, 60));
        using var draft = Draft(Size);
        using var moved = Draft(other);
        Assert.True(reader.Grab(Cancel) && reader.Retrieve(draft));
        Assert.True(reader.Grab(Cancel));
        Assert.False(reader.Retrieve(draft));
        Assert.Equal(other, reader.Size);
        Assert.True(reader.TryCopyNewest(moved));
        Assert.All(moved.Pixels.ToArray(), static level => Assert.InRange(level, 58, 62));
    }

    [Fact]
    public void Picture_ThatIsNoJpeg_IsDecodedAllTheSame()
    {
        using var picture = new Mat(Size.Height, Size.Width, MatType.CV_8UC3, Scalar.All(120));
        using var reader = Reader(picture.ImEncode(".png"));
        using var draft = Draft(Size);
        Assert.True(reader.Grab(Cancel) && reader.Retrieve(draft));
        Assert.All(draft.Pixels.ToArray(), static level => Assert.Equal(120, level));
    }

    private static MjpegReader Reader(params byte[][] pictures)
    {
        var body = new MemoryStream();
        foreach (var picture in pictures)
        {
            body.Write(System.Text.Encoding.ASCII.GetBytes($"--b\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\n\r\n"));
            body.Write(picture);
            body.Write("\r\n"u8);
        }
        body.Position = 0;
        return new MjpegReader(body, Timeout, body);
    }

    private Frame Draft(FrameSize size)
    {
        Assert.True(Pool(size.Width, size.Height).TryRent(out var draft));
        return draft;
    }
}
