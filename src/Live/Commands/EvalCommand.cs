using System.CommandLine;
using System.CommandLine.Parsing;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Evaluation;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live eval</c>: what a model gains on a folder of pairs, beside what classical filters gain.</summary>
internal sealed class EvalCommand(TextWriter output, TextWriter errors)
{
    private const int MaxListedNames = 10;

    private readonly Argument<string> _dataset = new("DATASET")
    {
        Description = "Folder with source/ and target/, paired by file stem, or the test set of DPDD, RealDoF, LF-DOF, DED or RTF as it "
            + "is distributed. With --focus: a folder of focus stacks or of scenes taken near and far, or test: for the test scene",
    };

    private readonly Option<bool> _focus = new("--focus")
    {
        Description = "Measure the blur map as a focus meter, beside classical measures of sharpness; --model takes several "
            + "names, with commas between them",
    };

    private readonly Option<bool> _sizes = new("--sizes")
    {
        Description = "Measure only what each model gains at each working size, by which --model auto chooses; --model takes several "
            + "names, with commas between them",
    };

    private readonly Option<string> _model = Arguments.Model(ModelCatalog.Default);

    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "Pairs on which the classical filters' one setting for all is chosen; default: val_c beside test_c, else DATASET "
            + "itself",
        HelpName = "FOLDER",
    };

    private readonly Option<QualityRung> _quality = new("--quality")
    {
        Description = "The level of the live view's quality to measure: full, threequarters, half, quarter, source",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => QualityRung.Full,
        CustomParser = ParseRung,
    };

    private readonly Option<string?> _csv = new("--csv") { Description = "Write the figures of every picture here", HelpName = "FILE" };

    public Command Make()
    {
        var command = new Command("eval", "PSNR, SSIM and blur-map metrics on folders of pairs.")
        {
            _dataset, _focus, _sizes, _model, _validation, _quality, _csv,
        };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(_focus) && parsed.GetValue(_sizes))
                parsed.AddError("--focus and --sizes measure different things: give one of them.");
            var special = parsed.GetValue(_focus) ? _focus : parsed.GetValue(_sizes) ? _sizes : null;
            if (special is not null && parsed.GetResult(_validation) is not null)
                parsed.AddError($"--validation is for the classical filters, which {special.Name} does not measure: leave it out.");
            if (special == _sizes && parsed.GetResult(_quality) is { Implicit: false })
                parsed.AddError("--sizes measures all levels of the quality: leave --quality out.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The models of a list with commas between them; one at least.</summary>
    /// <exception cref="UsageException">It names none.</exception>
    /// <exception cref="DeblurException">One is not there, or cannot be used.</exception>
    public static IReadOnlyList<Model> Models(string names)
    {
        var each = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return each.Length > 0 ? [.. each.Select(ModelCatalog.Standard.Find)]
            : throw new UsageException($"--model '{names}' names no model: give one, or several with commas between them.");
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (dataset, models) = (parsed.GetRequiredValue(_dataset), parsed.GetRequiredValue(_model));
        var (rung, csv) = (parsed.GetValue(_quality), parsed.GetValue(_csv));
        if (parsed.GetValue(_focus))
            return new FocusEvalCommand(output, errors).RunAsync(dataset, models, rung, csv, stop);
        if (parsed.GetValue(_sizes))
            return new SizeEvalCommand(output, errors).RunAsync(dataset, models, csv, stop);
        return RunAsync(dataset, models, parsed.GetValue(_validation), rung, csv, stop);
    }

    private async Task<int> RunAsync(
        string folder, string modelName, string? validationFolder, QualityRung rung, string? csvFile, CancellationToken stop)
    {
        var dataset = PairedDataset.Open(folder);
        var validation = validationFolder is null ? dataset.OpenValidation() : PairedDataset.Open(validationFolder);
        if (validation?.Folder == dataset.Folder)
            validation = null;
        var model = ModelCatalog.Standard.Find(modelName);
        await using var csv = csvFile is null ? null : OutputFile.CreateCsv(csvFile);
        using var evaluator = new Evaluator(model, new DeblurOptions { Rung = rung });

        var choice = new FilterChoice();
        var failed = validation is null ? 0 : Each(validation, pair => choice.Add(Evaluator.TryFilters(pair)), stop);
        if (validation is not null && choice.Pictures == 0)
            throw new CaptureException($"No pair of the validation set {validation.Folder} can be measured.");
        var all = new List<Scores>();
        try
        {
            failed += Each(dataset, pair => all.Add(evaluator.Measure(pair)), stop);
        }
        finally // what was measured before Ctrl-C is printed, too
        {
            if (all.Count > 0)
                await PrintAsync();
        }
        return failed == 0 && all.Count > 0 ? ExitCode.Done : ExitCode.Failed;

        async Task PrintAsync()
        {
            if (validation is null)
                all.ForEach(scores => choice.Add(scores.Trials));
            var report = new EvalReport(model, rung, all, choice, validation is null ? null : Path.GetFileName(validation.Folder));
            ConsoleTables.Write(output, report.Table());
            if (csv is not null)
                await csv.WriteAsync(report.Lines());
        }
    }

    /// <summary>Measures the pairs of a set; reports and counts those that cannot be measured, and goes on.</summary>
    private int Each(PairedDataset dataset, Action<Pair> measure, CancellationToken stop)
    {
        var failed = ReportUnpaired("target", dataset.SourcesAlone) + ReportUnpaired("source", dataset.TargetsAlone);
        foreach (var pair in dataset.Pairs)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                measure(pair);
            }
            catch (CaptureException broken)
            {
                CommandLine.Report(errors, FailureText.Of(broken));
                failed++;
            }
        }
        return failed;
    }

    private static QualityRung ParseRung(ArgumentResult result)
    {
        var text = Arguments.Text(result);
        if (Arguments.TryName<QualityRung>(text, out var rung))
            return rung;
        result.AddError($"--quality {text} is not known: it is full, threequarters, half, quarter or source.");
        return default;
    }

    private int ReportUnpaired(string lacking, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            return 0;
        var rest = files.Count > MaxListedNames ? $" and {files.Count - MaxListedNames} more" : "";
        CommandLine.Report(errors, $"No {lacking} for {string.Join(", ", files.Take(MaxListedNames))}{rest}.");
        return files.Count;
    }
}
