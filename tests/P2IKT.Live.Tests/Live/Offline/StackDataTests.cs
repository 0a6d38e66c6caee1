using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Offline;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>
/// All in focus on real focus stacks of a phone, against the reference of the data set: beside the best single picture, and beside a plain
/// merge by contrast. Skipped where the data are absent.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class StackDataTests
{
    [Fact]
    public void Stacks_AreCloserToTheReference_ThanAnySinglePictureAndAMergeByContrast()
    {
        var folder = RepositoryFolder.At("..", "shared", "data", "stacks");
        Assert.SkipUnless(Directory.Exists(folder), "There are no focus stacks beside the checkout.");
        var sums = new double[4];
        var count = 0;
        foreach (var target in Directory.EnumerateFiles(Path.Combine(folder, "target")).Order(StringComparer.Ordinal))
        {
            var files = Directory.EnumerateFiles(Path.Combine(folder, "source"), $"{Path.GetFileNameWithoutExtension(target)}_f*").Order(StringComparer.Ordinal).ToList();
            using var reference = Cv2.ImRead(target, ImreadModes.Color);
            using var byContrast = MergeByContrast(files);
            double[] scores = [files.Max(file => Psnr(file, reference)), Cv2.PSNR(byContrast, reference), Merged(files, reference, isDeblurred: false), Merged(files, reference, isDeblurred: true)];
            for (var i = 0; i < scores.Length; i++)
                sums[i] += scores[i];
            count++;
            Report(Path.GetFileNameWithoutExtension(target), scores);
        }
        double[] means = [.. sums.Select(sum => sum / count)];
        Report("mean", means);
        Assert.True(means[2] > means[0] + 3, "The merge is closer than the best single picture.");
        Assert.True(means[2] > means[1], "The merge is closer than one by contrast.");
    }

    private static void Report(string name, double[] scores) => TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant(
        $"{name}: best single {scores[0]:0.00} dB, by contrast {scores[1]:0.00} dB, sweep of sources {scores[2]:0.00} dB, sweep deblurred {scores[3]:0.00} dB"));

    private static double Psnr(string file, Mat reference)
    {
        using var picture = Cv2.ImRead(file, ImreadModes.Color);
        return Cv2.PSNR(picture, reference);
    }

    private static double Merged(List<string> files, Mat reference, bool isDeblurred)
    {
        using var merge = new StackMerge(ModelCatalog.Standard.Find(ModelCatalog.Default), new DeblurOptions(), isDeblurred);
        foreach (var file in files)
            Assert.True(merge.Add(file), $"{file} was left out");
        var result = merge.Result("stack");
        using var picture = Mat.FromPixelData(result.Size.Height, result.Size.Width, MatType.CV_8UC3, result.Pixels.ToArray());
        return Cv2.PSNR(picture, reference);
    }

    /// <summary>Of each pixel the picture with the largest squared Laplacian, averaged over 17 pixels.</summary>
    private static Mat MergeByContrast(List<string> files)
    {
        Mat? merged = null, best = null;
        foreach (var file in files)
        {
            using var picture = Cv2.ImRead(file, ImreadModes.Color);
            using var grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY);
            using var laplacian = grey.Laplacian(MatType.CV_32F);
            using var squares = laplacian.Mul(laplacian).ToMat();
            var energy = squares.BoxFilter(-1, new Size(17, 17));
            if (merged is null)
            {
                (merged, best) = (picture.Clone(), energy);
                continue;
            }
            using var better = new Mat();
            Cv2.Compare(energy, best!, better, CmpTypes.GT);
            picture.CopyTo(merged, better);
            energy.CopyTo(best!, better);
            energy.Dispose();
        }
        best!.Dispose();
        return merged!;
    }
}
