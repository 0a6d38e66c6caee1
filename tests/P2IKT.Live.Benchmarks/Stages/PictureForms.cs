using System.Globalization;
using System.Text;
using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>
/// What a picture costs a viewer's link in each size and quality, and what it shows: bytes, and PSNR on a full-size screen. A Markdown table
/// for each size of frame.
/// </summary>
/// <remarks><c>dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- pictures [rounds] [size ...]</c>; the rounds are for times.</remarks>
internal static class PictureForms
{
    private static readonly int[] Qualities = [85, 70, 55, 40, 25];

    public static void Run(int rounds, IReadOnlyList<FrameSize> sizes)
    {
        OpenCvRuntime.Prepare();
        Console.WriteLine($"{Machine.Describe()}; {rounds} rounds");
        foreach (var size in sizes)
            Measure(size, rounds);
    }

    private static void Measure(FrameSize size, int rounds)
    {
        using var sample = new StageSample(ModelCatalog.Standard.Find(ModelCatalog.Default), size);
        using var whole = DecodedPicture.HeaderOf(sample.Deblurred.Sharp);
        Console.WriteLine($"\n{size}: kB, dB, ms to encode\n");
        Console.WriteLine("| quality |" + string.Concat(PictureForm.Scales.ToArray().Reverse().Select(static eighths => $" {eighths}/8 |")));
        Console.WriteLine("| --- |" + string.Concat(Enumerable.Repeat(" --- |", PictureForm.Scales.Length)));
        foreach (var quality in Qualities)
        {
            var row = new StringBuilder($"| {quality} |");
            foreach (var eighths in PictureForm.Scales.ToArray().Reverse())
            {
                var form = new PictureForm(eighths, quality);
                var time = Timing.Of(rounds, () => sample.Encode(form));
                var jpeg = sample.Encoded[FrameParts.Sharp, form];
                row.Append(CultureInfo.InvariantCulture, $" {jpeg.Length / 1000.0:0.0}, {Psnr(whole, jpeg):0.0}, {Timing.Text(time.MedianMs)} |");
            }
            Console.WriteLine(row);
        }
        sample.EncodePackedMaps();
        var (maps, packed) = (3 * (int)sample.Deblurred.Blur.Size.Pixels, sample.Encoded[FrameParts.PackedMaps, default].Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nMaps: {maps / 1000.0:0.0} kB, packed {packed / 1000.0:0.0} kB."));
    }

    private static double Psnr(Mat whole, ReadOnlyMemory<byte> jpeg)
    {
        using var picture = Cv2.ImDecode(jpeg.ToArray(), ImreadModes.Color);
        using var enlarged = new Mat();
        Cv2.Resize(picture, enlarged, whole.Size(), 0, 0, InterpolationFlags.Linear);
        return Cv2.PSNR(whole, enlarged);
    }
}
