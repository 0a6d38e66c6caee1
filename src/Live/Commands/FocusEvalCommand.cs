using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Evaluation.Focus;
using Spectre.Console;

namespace P2IKT.Live.Commands;

/// <summary>
/// <c>p2ikt-live eval --focus</c>: how well blur maps tell what is in focus, beside classical measures on the same pictures.
/// </summary>
internal sealed class FocusEvalCommand(TextWriter output, TextWriter errors)
{
    private const string TestScene = "test:";

    /// <summary>Measures and prints.</summary>
    /// <param name="dataset">A folder of stacks or of scenes taken near and far, or <c>test:</c>.</param>
    /// <param name="models">Names or files, with commas between them.</param>
    /// <param name="rung">How much of a picture the networks see.</param>
    /// <param name="csvFile">Receives the table; null writes none.</param>
    /// <param name="stop">Ends it between two scenes.</param>
    public async Task<int> RunAsync(string dataset, string models, QualityRung rung, string? csvFile, CancellationToken stop)
    {
        var chosen = EvalCommand.Models(models);
        await using var csv = csvFile is null ? null : OutputFile.CreateCsv(csvFile);
        var failed = 0;
        using var evaluation = new FocusEvaluation(chosen, new DeblurOptions { Rung = rung })
        {
            Broken = broken =>
            {
                CommandLine.Report(errors, FailureText.Of(broken));
                failed++;
            },
        };
        var scores = dataset == TestScene
            ? await evaluation.MeasureTestSceneAsync(stop)
            : evaluation.MeasureFolder(dataset, scene => errors.WriteLine($"p2ikt-live: measuring {scene} ..."), stop);
        ConsoleTables.Write(output, Table(evaluation.Names, scores));
        if (csv is not null)
            await csv.WriteAsync([string.Join(',', evaluation.Names.Prepend("line")), .. scores.Select(Line)]);
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;

        static string Line(FocusScore score) =>
            string.Join(',', score.Values.Select(static value => Text(value, "0.####")).Prepend($"\"{score.Line}\""));
    }

    private static Table Table(IReadOnlyList<string> names, IReadOnlyList<FocusScore> scores)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("focus");
        foreach (var name in names)
            table.AddColumn(new TableColumn(name.EscapeMarkup()).RightAligned());
        foreach (var score in scores)
            table.AddRow(
            [
                score.Line.EscapeMarkup(),
                .. score.Values.Select((value, i) => Text(value, score.Format) + (i == score.Best ? " *" : "  ")),
            ]);
        table.Caption("* the best of the line. A classical measure has the window of 9, 17 or 33 px that suits it best.");
        return table;
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
