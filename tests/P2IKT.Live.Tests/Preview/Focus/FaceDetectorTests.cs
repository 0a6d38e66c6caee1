using OpenCvSharp;
using P2IKT.Live.Preview.Focus.Faces;

namespace P2IKT.Live.Tests.Preview.Focus;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class FaceDetectorTests : IDisposable
{
    private readonly FaceDetector _detector = new();

    public void Dispose() => _detector.Dispose();

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(480, 640)]
    public void Detect_OfTwoFaces_FindsThemAndTheirEyes(int width, int height)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(90, 95, 90));
        var side = Math.Min(width, height);
        DrawnFace.Draw(picture, width / 4, height / 2, side / 2);
        DrawnFace.Draw(picture, width * 3 / 4, height / 2, side / 3);

        var faces = _detector.Detect(Encoded(picture));

        Assert.Equal(2, faces.Count);
        Assert.Equal(0.25, faces[0].X, 0.03); // the larger first
        Assert.Equal(0.75, faces[1].X, 0.03);
        Assert.All(faces, face => Assert.Equal(0.5, face.Y, 0.06));
        var eyes = faces[0].Eyes;
        var (dx, y) = (0.28 * side / 4 / width, 0.5 - (0.07 * side / 4 / height));
        Assert.Equal(0.25 - dx, eyes[0].X, 0.02);
        Assert.Equal(0.25 + dx, eyes[1].X, 0.02);
        Assert.All(eyes, eye => Assert.Equal(y, eye.Y, 0.02));
    }

    [Fact]
    public void Detect_WhereThereIsNone_FindsNone()
    {
        using var grey = new Mat(360, 640, MatType.CV_8UC3, new Scalar(128, 128, 128));
        Assert.Empty(_detector.Detect(Encoded(grey)));
        using var noise = new Mat(360, 640, MatType.CV_8UC3);
        new RNG(7).Fill(noise, DistributionType.Uniform, new Scalar(0, 0, 0), new Scalar(255, 255, 255));
        Assert.Empty(_detector.Detect(Encoded(noise)));
        using var tiny = new Mat(1, 1, MatType.CV_8UC3, new Scalar(1, 2, 3));
        Assert.Empty(_detector.Detect(Encoded(tiny)));
    }

    private static byte[] Encoded(Mat picture)
    {
        Cv2.ImEncode(".jpg", picture, out var jpeg, [(int)ImwriteFlags.JpegQuality, 85]);
        return jpeg;
    }
}
