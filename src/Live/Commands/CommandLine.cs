using System.CommandLine;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;
using P2IKT.Live.Terminal;

namespace P2IKT.Live.Commands;

/// <summary>The command <c>p2ikt-live</c>: its subcommands, and how every failure becomes one sentence and an exit code.</summary>
public static class CommandLine
{
    // "@a.jpg" is the name of a file, and not of one that holds more arguments.
    private static readonly ParserConfiguration Literal = new() { ResponseFileTokenReplacer = null };

    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(60); // after Ctrl-C: a long clip takes a while to close

    /// <summary>Parses and runs a command line; returns the exit code (see <see cref="ExitCode"/>).</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        var (terminal, problems) = (new TerminalWriter(output), new TerminalWriter(errors));
        using var termination = new Termination(TerminationTimeout);
        var code = await RunAsync(args, terminal, problems, termination.Token);
        terminal.Flush();
        if (terminal.WriteError is { } lost)
            problems.WriteLine($"p2ikt-live: Some of the output could not be written ({lost.Message.TrimEnd('.')}): free the disk, or "
                + "send it elsewhere.");
        return code;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<string> args, TerminalWriter output, TerminalWriter errors, CancellationToken stop)
    {
        var root = new RootCommand("Shows a tethered camera's live view deblurred, live, and where focus lies.");
        var live = new LiveCommand(output, errors);
        live.AddTo(root); // without a subcommand: the live preview
        root.Subcommands.Add(live.AddTo(new Command("live", "The live preview; the embedded test scene unless --source says otherwise.")));
        root.Subcommands.Add(new DeblurCommand(output, errors).Make());
        root.Subcommands.Add(new StackCommand(output, errors).Make());
        root.Subcommands.Add(new EvalCommand(output, errors).Make());
        root.Subcommands.Add(InfoCommand(
            output, "devices", "What can be opened, with the URI for each.",
            (_, stop) => DevicesCommand.RunAsync(FrameSources.Registry, output, stop)));
        root.Subcommands.Add(Doctor(output));
        root.Subcommands.Add(InfoCommand(
            output, "models", "The models, their size, cost and measured gain.", (_, _) => Task.FromResult(ModelsCommand.Run(output))));

        try
        {
            var parsed = root.Parse(args, Literal);
            var helpWanted = args.Any(a => a is "--help" or "-h" or "-?" or "--version");
            if (parsed.Errors.Count > 0 && !helpWanted)
                return Fail(errors, new UsageException($"{OneLine(parsed.Errors[0].Message)} See `p2ikt-live --help`."),
                    ExitCode.WrongUsage);
            if (Arguments.EmptyOne(parsed) is { } empty)
                return Fail(errors, new UsageException($"{empty} is empty: give it a value, or leave it out. See `p2ikt-live --help`."),
                    ExitCode.WrongUsage);
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are ours: see Termination
            }, stop);
        }
        catch (Exception failure) when (failure is P2iktException or IOException or UnauthorizedAccessException)
        {
            return Fail(errors, failure, ExitCode.Of(failure));
        }
        catch (OperationCanceledException) // Ctrl-C before the first frame
        {
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // the last resort of the program: the user gets a sentence, never a stack trace
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            return Fail(errors, new InvalidOperationException(
                $"This should not have happened; please report it: {unexpected.GetType().Name}: {unexpected.Message}", unexpected),
                ExitCode.Failed);
        }
    }

    /// <summary>Prints a failure as one sentence on stderr, and returns the exit code.</summary>
    internal static int Fail(TextWriter errors, Exception failure, int code)
    {
        Report(errors, FailureText.Of(failure));
        return code;
    }

    /// <summary>Prints one sentence on stderr.</summary>
    internal static void Report(TextWriter errors, string sentence)
    {
        // a message may repeat an address with a password in it
        errors.WriteLine($"p2ikt-live: {AddressSecrets.RedactText(OneLine(sentence))}");
    }

    /// <summary>
    /// A command that only prints something: it has failed when its output is lost, and is not waited for when it is cancelled.
    /// </summary>
    private static Command InfoCommand(
        TerminalWriter output, string name, string description, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, stop) => Task.Run(() => RunInfoAsync(output, stop => run(parsed, stop), stop), stop).WaitAsync(stop));
        return command;
    }

    private static Command Doctor(TerminalWriter output)
    {
        var shoot = new DoctorShoot();
        var providers = Arguments.ProviderFolder();
        var command = InfoCommand(
            output, "doctor",
            "What is installed, which providers work, whether the camera and the disks are ready; what to do about the rest.",
            (parsed, stop) => DoctorCommand.RunAsync(output, parsed.GetValue(providers), shoot, parsed, stop));
        command.Options.Add(providers);
        foreach (var option in shoot.Options)
            command.Options.Add(option);
        return command;
    }

    private static async Task<int> RunInfoAsync(TerminalWriter output, Func<CancellationToken, Task<int>> run, CancellationToken stop)
    {
        var code = await run(stop);
        output.Flush();
        return output.WriteError is null ? code : ExitCode.Failed;
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
