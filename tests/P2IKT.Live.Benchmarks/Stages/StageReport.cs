using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;

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
    private static readonly FrameSize[] Sizes = [new(640, 360), new(1024, 680), new(1280, 720), new(1920, 1080)];

    /// <param name="rounds">Measurements of each stage.</param>
    /// <param name="sizes">Such as 1280x720; the four of docs/performance.md when there are none.</param>
    public static void Run(int rounds, IEnumerable<string> sizes)
    {
        OpenCvRuntime.Prepare();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores; matrix peak {MatrixPeak.Measure():0} GFLOP/s, copy {CopyRate.Measure():0.0} GB/s; {rounds} rounds"));
        var asked = sizes.Select(static text => FrameSize.TryParse(text, out var size) ? size : throw new FormatException($"'{text}' is no size such as 1280x720.")).ToArray();
        foreach (var size in asked.Length > 0 ? asked : Sizes)
            Measure(size, rounds);
    }

    private static void Measure(FrameSize size, int rounds)
    {
        using var sample = new StageSample(ModelCatalog.Standard.Find(ModelCatalog.Default), size);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{size}; the camera's JPEG has {sample.CameraJpeg.Length / 1000} kB, the preview's {sample.Encoded[Preview.FrameParts.Sharp].Length / 1000} kB\n\n{StageRow.Head}"));
        IEnumerable<StageRow>[] parts =
            [DecodeRows.Measure(sample, rounds), DeblurRows.Measure(sample, rounds), PreviewRows.Measure(sample, rounds), FrameRows.Measure(sample, rounds)];
        foreach (var row in parts.SelectMany(static rows => rows))
            Console.WriteLine(row);
        Console.WriteLine(EndToEndRow.Measure(sample, rounds));
    }
}
