using System.Globalization;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>
/// Every stage between camera and viewer apart, each beside its floor on this machine and, where one is at hand, beside another way to
/// do the same; then all of them, one frame at a time. A Markdown table for each size.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- stages [rounds] [size ...]</c>. A stage is called again and again with the
/// same picture, without a pause: its caches are warmer than beside a camera, and nothing else runs.
/// </remarks>
internal static class StageReport
{
    public static void Run(int rounds, IReadOnlyList<FrameSize> sizes)
    {
        OpenCvRuntime.Prepare();
        Console.WriteLine($"{Machine.Describe()}; {rounds} rounds");
        if (FfmpegProgram.Path is null)
            Console.WriteLine($"No video is decoded, for want of a clip: {FfmpegProgram.HowToInstall}.");
        foreach (var size in sizes)
            Measure(size, rounds);
    }

    private static void Measure(FrameSize size, int rounds)
    {
        using var sample = new StageSample(ModelCatalog.Standard.Find(ModelCatalog.Default), size);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{size}; matrix peak {MatrixPeak.Measure():0} GFLOP/s, copy {CopyRate.Measure():0.0} GB/s; the camera's JPEG has {sample.CameraJpeg.Length / 1000} kB, the preview's {sample.Encoded[FrameParts.Sharp, sample.Form].Length / 1000} kB\n\n{StageRow.Head}"));
        IEnumerable<StageRow>[] parts =
            [DecodeRows.Measure(sample, rounds), DeblurRows.Measure(sample, rounds), PreviewRows.Measure(sample, rounds), FocusRows.Measure(sample, rounds), FrameRows.Measure(sample, rounds)];
        foreach (var row in parts.SelectMany(static rows => rows))
            Console.WriteLine(row);
        Console.WriteLine(EndToEndRow.Measure(sample, rounds));
    }
}
