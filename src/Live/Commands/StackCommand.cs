using System.CommandLine;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Offline;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live stack</c>: one picture that is in focus everywhere, from the pictures of a focus stack.</summary>
internal sealed class StackCommand(TextWriter output, TextWriter errors)
{
    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "The pictures of one focus stack (JPEG, PNG, TIFF, WebP), or the folder in which they lie; in the "
            + "order of their names",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The picture: NAME.png, NAME.tif or NAME.jpg. NAME.depth.png and NAME.json are written beside it",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> _sources =
        new("--sources") { Description = "Merge the pictures as they are; without it, the deblurred ones" };

    private readonly Option<string> _model = Arguments.Model(ModelCatalog.Default);

    private readonly Option<ExecutionProvider> _provider = new("--provider") // its default is Auto
    {
        Description = "What runs the network: auto (the best that works), tensorrt, cuda, directml, cpu",
        HelpName = "PROVIDER",
        CustomParser = Arguments.ParseProvider,
    };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace files that are not ours" };

    public Command Make()
    {
        var command = new Command("stack", "Merges a focus stack into one picture that is in focus everywhere, with its depth map.")
        {
            _inputs, _output, _sources, _model, _provider, _overwrite,
        };
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed, stop), stop));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        var files = new StackedFiles(Path.GetFullPath(parsed.GetRequiredValue(_output)));
        if (StackedFiles.FormatOf(files.Picture) is null)
            throw new UsageException(
                $"'{parsed.GetRequiredValue(_output)}' is not the name of a picture that can be written: it ends with .png, .tif or .jpg.");
        var inputs = StackInputs.Find(parsed.GetRequiredValue(_inputs), files);
        files.RequireFree(parsed.GetValue(_overwrite)); // before the work
        files.RequireWritable();
        inputs.RequireOneSize(stop);
        var model = ModelCatalog.Standard.Find(parsed.GetValue(_model)!);
        var provider = ExecutionProviders.Resolve(parsed.GetValue(_provider), model);
        output.WriteLine($"{model.Name} on {provider.Name}{(provider.Note.Length > 0 ? $" ({provider.Note})" : "")}");
        using var merge = new StackMerge(model, new DeblurOptions { Provider = parsed.GetValue(_provider) }, !parsed.GetValue(_sources));
        for (var i = 0; i < inputs.Files.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var isMerged = merge.Add(inputs.Files[i]);
            output.WriteLine(
                $"{i + 1} of {inputs.Files.Count}  "
                    + $"{Path.GetFileName(inputs.Files[i])}{(isMerged ? "" : "  left out: the scene has moved")}");
            output.Flush();
        }
        var result = merge.Result(inputs.Name);
        files.Save(result, parsed.GetValue(_overwrite), TimeProvider.System.GetLocalNow());
        if (double.IsNaN(result.InFocusShare))
            CommandLine.Report(errors, "The pictures have no texture to read the focus from: the result is the first of them.");
        else
            output.WriteLine(
                FormattableString.Invariant(
                    $"{100 * result.InFocusShare:0} % of what can be read was in focus in one of {Plural.Of(result.Merged, "picture")}"));
        output.WriteLine($"{files.Picture}");
        if (result.LeftOut > 0)
            CommandLine.Report(
                errors, $"{Plural.Of(result.LeftOut, "picture")} left out, because the scene or the camera has moved: take the "
                    + "stack from a tripod.");
        return result.LeftOut > 0 || double.IsNaN(result.InFocusShare) ? ExitCode.Failed : ExitCode.Done;
    }
}
