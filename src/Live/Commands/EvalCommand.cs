using System.CommandLine;
using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Evaluation;
using Spectre.Console;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live eval</c>: what a model gains on a folder of pairs, beside what the best classical filters gain.</summary>
internal sealed class EvalCommand(TextWriter output, TextWriter errors)
{
    private readonly Argument<string> _dataset = new("DATASET") { Description = "Folder with source/ and target/ (or test_c/source ...), paired by file stem" };

    private readonly Option<string> _model = new("--model")
    {
        Description = "A model that `p2ikt-live models` lists, or an ONNX file to the model contract",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => ModelCatalog.Default,
    };

    private readonly Option<string?> _csv = new("--csv") { Description = "Write the figures of every picture here", HelpName = "FILE" };

    public Command Make()
    {
        var command = new Command("eval", "PSNR, SSIM and blur-map metrics on folders of pairs.") { _dataset, _model, _csv };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetRequiredValue(_dataset), parsed.GetRequiredValue(_model), parsed.GetValue(_csv), stop));
        return command;
    }

    private async Task<int> RunAsync(string folder, string modelName, string? csvFile, CancellationToken stop)
    {
        var dataset = PairedDataset.Open(folder);
        var model = ModelCatalog.Standard.Find(modelName);
        await using var csv = csvFile is null ? null : OutputFile.Create(csvFile);
        if (csv is not null)
            await csv.WriteLineAsync("picture,input_psnr,input_ssim,psnr,ssim,unsharp_psnr,wiener_psnr,blur_rank_correlation,blur_mean_error");
        using var evaluator = new Evaluator(model, new DeblurOptions());
        var all = new List<Scores>();
        var failed = 0;
        foreach (var pair in dataset.Pairs)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var scores = evaluator.Measure(pair);
                all.Add(scores);
                if (csv is not null)
                    await csv.WriteLineAsync(Row(scores));
            }
            catch (Exception broken) when (broken is CaptureException or ArgumentException) // the rest of the set still counts
            {
                CommandLine.Fail(errors, broken, 0);
                failed++;
            }
        }
        if (all.Count > 0)
            ConsoleTables.Write(output, Table(model, all));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Row(Scores s) => string.Create(CultureInfo.InvariantCulture,
        $"{s.Stem},{s.InputPsnr:0.####},{s.InputSsim:0.#####},{s.Psnr:0.####},{s.Ssim:0.#####},{s.UnsharpPsnr:0.####},{s.WienerPsnr:0.####},{s.BlurRankCorrelation:0.####},{s.BlurMeanError:0.####}");

    private static Table Table(Model model, List<Scores> all)
    {
        static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        double Mean(Func<Scores, double> of) => all.Average(of);
        string Gain(Func<Scores, double> of) => F(Mean(s => of(s) - s.InputPsnr), "+0.00;-0.00");
        var table = new Table().Border(TableBorder.Simple).AddColumns($"{all.Count} pictures, 8 bit", "PSNR dB", "gain dB", "SSIM");
        table.AddRow("blurry input", F(Mean(s => s.InputPsnr), "0.00"), "", F(Mean(s => s.InputSsim), "0.000"));
        table.AddRow(model.Name.EscapeMarkup(), F(Mean(s => s.Psnr), "0.00"), Gain(s => s.Psnr), F(Mean(s => s.Ssim), "0.000"));
        table.AddRow("unsharp mask, best for each picture with the truth known", F(Mean(s => s.UnsharpPsnr), "0.00"), Gain(s => s.UnsharpPsnr), "");
        table.AddRow("Wiener filter, best for each picture with the truth known", F(Mean(s => s.WienerPsnr), "0.00"), Gain(s => s.WienerPsnr), "");
        var maps = all.Where(s => s.BlurMeanError is not null).ToList();
        if (maps.Count > 0)
        {
            table.Caption($"blur map: rank correlation {F(maps.Average(s => s.BlurRankCorrelation!.Value), "0.000")}, mean error "
                + $"{F(maps.Average(s => s.BlurMeanError!.Value), "0.00")} px over {maps.Count} pictures");
        }
        return table;
    }
}
