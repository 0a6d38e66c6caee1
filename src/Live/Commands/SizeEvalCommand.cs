using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Evaluation;
using Spectre.Console;

namespace P2IKT.Live.Commands;

/// <summary>
/// <c>p2ikt-live eval DATASET --sizes</c>: what each model gains at each working size. <c>--model auto</c> chooses by these figures, which
/// a model's file carries as <c>p2ikt.size_gains</c>.
/// </summary>
internal sealed class SizeEvalCommand(TextWriter output, TextWriter errors)
{
    private static readonly QualityRung[] Rungs = [.. QualityRungs.WithNetwork];

    /// <summary>Measures and prints.</summary>
    /// <param name="folder">A folder of pairs.</param>
    /// <param name="modelNames">Names or files of models, with commas between them.</param>
    /// <param name="csvFile">Where the means are written; null: nowhere.</param>
    /// <param name="stop">Stops between two pictures.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string folder, string modelNames, string? csvFile, CancellationToken stop)
    {
        var dataset = PairedDataset.Open(folder);
        var models = EvalCommand.Models(modelNames);
        await using var csv = csvFile is null ? null : OutputFile.CreateCsv(csvFile);
        var table = new Table().Border(TableBorder.Simple).AddColumns(
            ["gain in dB", .. Rungs.Select(static rung => QualityRungs.Describe(rung) ?? "network at full size")]);
        if (csv is not null)
            await csv.WriteAsync([$"model,version,{string.Join(',', Rungs)},pictures"]);
        var failed = 0;
        foreach (var model in models)
        {
            var (gains, pictures, unmeasured) = Measure(model, dataset, stop);
            failed += unmeasured;
            if (pictures == 0)
                throw new CaptureException($"No pair of {dataset.Folder} can be measured.");
            table.AddRow([$"{model.Name} {model.Version}".EscapeMarkup(), .. gains.Select(static gain => F(gain, "+0.00;-0.00"))]);
            if (csv is not null)
                await csv.WriteAsync(
                    [$"{model.Name},{model.Version},{string.Join(',', gains.Select(static gain => F(gain, "0.###")))},{pictures}"]);
        }
        ConsoleTables.Write(
            output, table.Caption($"{dataset.Pairs.Count - (failed / models.Count)} pictures of {dataset.Folder}".EscapeMarkup()));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Mean gains over the pairs that can be measured; the others are reported.</summary>
    private (double[] Gains, int Pictures, int Failed) Measure(Model model, PairedDataset dataset, CancellationToken stop)
    {
        var (sums, pictures, failed) = (new double[Rungs.Length], 0, 0);
        var evaluators = Array.ConvertAll(Rungs, rung => new Evaluator(model, new DeblurOptions { Rung = rung }));
        try
        {
            foreach (var pair in dataset.Pairs)
            {
                stop.ThrowIfCancellationRequested();
                try
                {
                    var gains = Array.ConvertAll(evaluators, evaluator => evaluator.MeasureGain(pair));
                    for (var i = 0; i < gains.Length; i++)
                        sums[i] += gains[i];
                    pictures++;
                }
                catch (CaptureException broken)
                {
                    CommandLine.Report(errors, FailureText.Of(broken));
                    failed++;
                }
            }
        }
        finally
        {
            Array.ForEach(evaluators, static evaluator => evaluator.Dispose());
        }
        return (Array.ConvertAll(sums, sum => sum / pictures), pictures, failed);
    }

    private static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
