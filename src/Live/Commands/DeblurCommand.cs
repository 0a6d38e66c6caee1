using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Offline;
using P2IKT.Live.Recording;
using P2IKT.Live.Terminal;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live deblur</c>: pictures, videos and folders of them, at full quality.</summary>
internal sealed class DeblurCommand(TextWriter output, TextWriter errors)
{
    private const int MostJobs = 256;

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Pictures (JPEG, PNG, TIFF, WebP), videos, and folders of them, whose tree is kept",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder of the results, which keep their names; of one file also the name of its result",
        HelpName = "OUTPUT",
        Required = true,
    };

    private readonly Option<string?> _model = new("--model")
    {
        Description = $"A model that `p2ikt-live models` lists, or an ONNX file to the model contract; default: {ModelCatalog.Finest} "
            + $"where it is installed, else {ModelCatalog.Default}",
        HelpName = "NAME|FILE",
    };

    private readonly Option<ExecutionProvider> _provider = new("--provider") // its default is Auto
    {
        Description = "What runs the network: auto (the best that works), tensorrt, cuda, directml, cpu",
        HelpName = "PROVIDER",
        CustomParser = Arguments.ParseProvider,
    };

    private readonly Option<VideoCodec?> _codec = new("--codec")
    {
        Description = $"How videos are compressed; default: {VideoCodec.Default}; others: "
            + $"{string.Join(", ", VideoCodec.All.Select(codec => codec.Name).Where(name => name != VideoCodec.Default))}",
        HelpName = "NAME",
        CustomParser = ClipArguments.ParseCodec,
    };

    private readonly Option<bool> _maps =
        new("--maps") { Description = "Write the blur radius over each picture beside it: NAME.blur.png, 16 bit grey, 256 units a pixel" };

    private readonly Option<bool> _ensemble = new("--ensemble")
    {
        Description = "Deblur each picture and its mirror images, and take the mean: a little better, four times slower",
    };

    private readonly Option<int> _jobs = new("--jobs")
    {
        Description = "Files at a time; the cores are divided among them",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseJobs,
    };

    private readonly Option<Shard?> _shard = new("--shard")
    {
        Description = "Do only the I-th of N parts, I from 1: one part a machine. Slurm: --shard $SLURM_ARRAY_TASK_ID/N with --array=1-N; "
            + "Kubernetes: --shard $((JOB_COMPLETION_INDEX+1))/N",
        HelpName = "I/N",
        CustomParser = ParseShard,
    };

    private readonly Option<bool> _overwrite =
        new("--overwrite") { Description = "Do again what is done, and replace files in OUTPUT that are not ours" };

    public Command Make()
    {
        var command = new Command("deblur", "Deblurs pictures and videos at full quality. What an earlier run has finished is skipped.")
        {
            _inputs, _output, _model, _provider, _codec, _maps, _ensemble, _jobs, _shard, _overwrite,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (jobs, codec) = (parsed.GetValue(_jobs), parsed.GetValue(_codec) ?? VideoCodec.Find(VideoCodec.Default));
        var inputs = OfflineInputs.Find(parsed.GetRequiredValue(_inputs), parsed.GetRequiredValue(_output), parsed.GetValue(_maps), codec);
        var settings = new OfflineSettings
        {
            Model = ModelCatalog.Standard.Find(parsed.GetValue(_model) ?? ModelCatalog.Standard.Best),
            Deblur = new DeblurOptions { Provider = parsed.GetValue(_provider), Threads = Math.Max(1, Environment.ProcessorCount / jobs),
            Ensemble = parsed.GetValue(_ensemble) },
            Codec = codec,
            Maps = parsed.GetValue(_maps),
            Overwrite = parsed.GetValue(_overwrite),
        };
        if (settings.Maps && !settings.Model.BlurIsTrained)
            throw new UsageException($"Model {settings.Model.Name} has no trained blur output: leave --maps out, or name another model.");
        var provider = ExecutionProviders.Resolve(settings.Deblur.Provider, settings.Model);
        var shard = parsed.GetValue(_shard) ?? Shard.Whole;

        var console = TableOutput.Over(errors);
        var bar = console.Profile.Out.IsTerminal ? new BarDisplay(console) : null;
        var batch = new OfflineBatch(shard.Of(inputs.Files), settings, (IBatchDisplay?)bar ?? new LineDisplay(output, errors),
            TimeProvider.System);
        PrintPlan(inputs, batch, settings.Model, provider, shard);
        try
        {
            await (bar is null ? batch.RunAsync(jobs, stop) : bar.WhileAsync(() => batch.RunAsync(jobs, stop)));
        }
        finally // what was done before Ctrl-C is printed, too
        {
            PrintSummary(batch, inputs.Problems.Count);
        }
        return batch.Failed + inputs.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private void PrintPlan(OfflineInputs inputs, OfflineBatch batch, Model model, ProviderChoice provider, Shard shard)
    {
        output.WriteLine($"{model.Name} on {provider.Name}{(provider.Note.Length > 0 ? $" ({provider.Note})" : "")}");
        if (shard.Count > 1)
        {
            var share = batch.ToDo + batch.DoneEarlier;
            output.WriteLine($"part {shard.Index} of {shard.Count}: {share} of {Plural.Of(inputs.Files.Count, "file")}");
        }
        if (inputs.RawFilesSkipped > 0)
        {
            output.WriteLine($"{Plural.Of(inputs.RawFilesSkipped, "raw file")} left out: "
                + (inputs.RawFilesSkipped == 1 ? "develop it first, and deblur the picture that comes of it"
                    : "develop them first, and deblur the pictures that come of them"));
        }
        if (inputs.Results > 0)
            output.WriteLine($"{Plural.Of(inputs.Results, "result")} of earlier runs among the inputs left out");
        if (inputs.Others.Count > 0)
        {
            var kinds = inputs.Others.OrderByDescending(other => other.Value).Select(other => $"{other.Value} {Kind(other.Key)}");
            output.WriteLine($"{Plural.Of(inputs.Others.Values.Sum(), "file")} of other kinds left out ({string.Join(", ", kinds)}): "
                + "pictures are read as JPEG, PNG, TIFF and WebP");
        }
        output.WriteLine($"{batch.ToDo} to deblur, {batch.DoneEarlier} done earlier");
        output.Flush();
        foreach (var problem in inputs.Problems)
            errors.WriteLine($"p2ikt-live: {problem}");

        static string Kind(string extension) => extension.Length > 0 ? extension : "without extension";
    }

    private void PrintSummary(OfflineBatch batch, int leftOut)
    {
        var (time, left) = (batch.Progress.Elapsed, batch.ToDo - batch.Done - batch.Failed);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{batch.Done} deblurred, {batch.DoneEarlier} done earlier, {batch.Failed + leftOut} failed")
            + (left > 0 ? $", {left} left: start again to go on" : "")
            + string.Create(CultureInfo.InvariantCulture, $"; {Math.Floor(time.TotalMinutes):0} min {time.TotalSeconds % 60:0.0} s"));
    }

    private static int ParseJobs(ArgumentResult result) =>
        Arguments.Value(result, int.TryParse(Arguments.Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var jobs)
            && jobs is >= 1 and <= MostJobs ? jobs : (int?)null,
            $"a whole number from 1 to {MostJobs}") ?? 1;

    private static Shard? ParseShard(ArgumentResult result)
    {
        if (!Shard.TryParse(Arguments.Text(result), out var shard, out var error))
            result.AddError(error);
        return shard;
    }
}
