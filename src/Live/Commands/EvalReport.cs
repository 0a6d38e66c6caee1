using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Evaluation;
using Spectre.Console;

namespace P2IKT.Live.Commands;

/// <summary>What <c>eval</c> prints of its measurements: a table of means, and a CSV line a picture.</summary>
/// <param name="model">The model that was measured.</param>
/// <param name="rung">How much of a picture the network saw.</param>
/// <param name="all">One picture each; at least one.</param>
/// <param name="choice">The classical filters' one setting for all pictures.</param>
/// <param name="validation">Name of the set that it was chosen on; null: on the measured pictures themselves.</param>
internal sealed class EvalReport(Model model, QualityRung rung, IReadOnlyList<Scores> all, FilterChoice choice, string? validation)
{
    /// <summary>The header, then a line for each picture.</summary>
    public IEnumerable<string> Lines() => all.Select(Line)
        .Prepend("picture,input_psnr,input_ssim,psnr,ssim,unsharp_psnr,wiener_psnr,"
            + "blur_rank_correlation,blur_mean_error,unsharp_chosen_psnr,wiener_chosen_psnr");

    public Table Table()
    {
        var size = all.DistinctBy(s => s.Size).Count() == 1 ? $"{all[0].Size.Width}x{all[0].Size.Height}" : "several sizes";
        var table = new Table().Border(TableBorder.Simple).AddColumns($"{all.Count} pictures, {size}, 8 bit", "PSNR dB", "gain dB", "SSIM");
        table.AddRow("blurry input", F(all.Average(s => s.InputPsnr), "0.00"), "", F(all.Average(s => s.InputSsim), "0.000"));
        Add(table, QualityRungs.Describe(rung) is { } reduced ? $"{model.Name}, {reduced}" : model.Name, s => s.Psnr,
            F(all.Average(s => s.Ssim), "0.000"));
        var how = validation is null ? "one setting for all, chosen on these pictures (optimistic: no validation set)"
            : $"one setting for all, chosen on {choice.Pictures} pictures of {validation}";
        for (var filter = 0; filter < ClassicalFilter.All.Count; filter++)
        {
            var (peer, chosen) = (filter, choice.Setting(filter));
            Add(table, $"{ClassicalFilter.All[peer].Name}, {how}: {ClassicalFilter.All[peer].Describe(chosen)}",
                s => s.Trials[peer][chosen]);
            Add(table, $"{ClassicalFilter.All[peer].Name}, best for each picture with the truth known (upper bound)",
                s => s.BestPsnr(peer));
        }
        var maps = all.Where(s => s.BlurMeanError is not null).ToList();
        if (rung == QualityRung.Source)
            table.Caption("blur map: none, because no network runs");
        else if (!model.BlurIsTrained)
            table.Caption("blur map: not measured, because this model's is untrained");
        else if (maps.Count > 0)
        {
            table.Caption($"blur map: rank correlation {F(maps.Average(s => s.BlurRankCorrelation!.Value), "0.000")}, mean error "
                + $"{F(maps.Average(s => s.BlurMeanError!.Value), "0.00")} px over {maps.Count} pictures");
        }
        return table;
    }

    private static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private void Add(Table table, string name, Func<Scores, double> psnr, string ssim = "") =>
        table.AddRow(name.EscapeMarkup(), F(all.Average(psnr), "0.00"), F(all.Average(s => psnr(s) - s.InputPsnr), "+0.00;-0.00"), ssim);

    private string Line(Scores s) => string.Create(CultureInfo.InvariantCulture,
        $"{Quoted(s.Stem)},{s.InputPsnr:0.####},{s.InputSsim:0.#####},{s.Psnr:0.####},{s.Ssim:0.#####},"
        + $"{s.BestPsnr(0):0.####},{s.BestPsnr(1):0.####},"
        + $"{s.BlurRankCorrelation:0.####},{s.BlurMeanError:0.####},"
        + $"{s.Trials[0][choice.Setting(0)]:0.####},{s.Trials[1][choice.Setting(1)]:0.####}");

    private static string Quoted(string name) => name.AsSpan().ContainsAny(',', '"')
        ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
