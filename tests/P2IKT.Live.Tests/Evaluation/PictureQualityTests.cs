using OpenCvSharp;
using P2IKT.Live.Evaluation;
using P2IKT.Live.Tests.Live;

namespace P2IKT.Live.Tests.Evaluation;

public sealed class PictureQualityTests
{
    [Fact]
    public void PsnrAndSsim_OfTwoPictures_AreThoseOfScikitImage()
    {
        // skimage.metrics 0.19.3 on the same arrays: structural_similarity(a, b, channel_axis=2), peak_signal_noise_ratio(a, b).
        using var a = PairFolder.Picture((x, y) => (byte)(x * 3 + y), (x, y) => (byte)(x * y), (x, y) => (byte)(200 - x - y));
        using var b = PairFolder.Picture((x, y) => (byte)(x * 3 + y + x / 5 % 2 * 9), (x, y) => (byte)(x * y + 7), (x, y) => (byte)(190 - x - y + y / 3 % 3 * 4));

        Assert.Equal(18.910391975100133, PictureQuality.Psnr(a, b), 1e-9);
        Assert.Equal(0.8614530262164815, PictureQuality.Ssim(a, b), 1e-6);
        Assert.Equal(1, PictureQuality.Ssim(a, a), 1e-12);
        Assert.Equal(18.910391975100133, PictureQuality.FinitePsnr(a, b), 1e-9);
        Assert.Equal(PictureQuality.MaxPsnr, PictureQuality.FinitePsnr(a, a)); // so the mean of a set with such a pair stays finite
    }

    [Fact]
    public void Psnr_OfPicturesOfTwoSizes_IsRefused()
    {
        using var a = new Mat(8, 8, MatType.CV_8UC3);
        using var b = new Mat(8, 9, MatType.CV_8UC3);
        Assert.Throws<ArgumentException>(() => PictureQuality.Psnr(a, b));
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3, 4 }, new float[] { 10, 20, 30, 99 }, 1)]
    [InlineData(new float[] { 1, 2, 3, 4 }, new float[] { 4, 3, 2, 1 }, -1)]
    [InlineData(new float[] { 1, 1, 2, 2 }, new float[] { 1, 2, 1, 2 }, 0)]
    [InlineData(new float[] { 5, 5, 5, 5 }, new float[] { 1, 2, 3, 4 }, 0)]
    [InlineData(new float[] { 1, 2, 2, 3 }, new float[] { 1, 2, 3, 4 }, 0.9486833)] // ranks 0 1.5 1.5 3: sqrt(0.9)
    public void RankCorrelation_OfRanksWithTies_IsSpearmans(float[] said, float[] truth, double expected) =>
        Assert.Equal(expected, BlurAgreement.RankCorrelation(said, truth), 1e-6);
}
