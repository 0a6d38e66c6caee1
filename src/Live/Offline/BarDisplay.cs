using P2IKT.Live.Terminal;
using Spectre.Console;

namespace P2IKT.Live.Offline;

/// <summary>One bar over the whole batch, on a terminal, with rate and time left; failures are printed above it.</summary>
internal sealed class BarDisplay : IBatchDisplay
{
    private readonly IAnsiConsole _console;
    private ProgressTask? _task;

    /// <param name="console">The terminal.</param>
    public BarDisplay(IAnsiConsole console) => _console = console;

    /// <summary>Shows the bar while the batch runs.</summary>
    public Task WhileAsync(Func<Task> batch) => _console.Progress().AutoClear(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new TransferSpeedColumn(), new RemainingTimeColumn())
        .StartAsync(context =>
        {
            _task = context.AddTask("reading");
            return batch();
        });

    /// <inheritdoc/>
    public void Advanced(OfflineInput file, BatchProgress progress) => Show(file.Name, progress);

    /// <inheritdoc/>
    public void Finished(OfflineInput file, TimeSpan time, BatchProgress progress) => Show(file.Name, progress);

    /// <inheritdoc/>
    public void Notice(string sentence, BatchProgress progress)
    {
        _console.WriteLine($"p2ikt-live: {VisibleText.OneLine(sentence)}");
        Show("", progress);
    }

    private void Show(string name, BatchProgress progress)
    {
        if (_task is not { } task)
            return;
        task.MaxValue = progress.Bytes;
        task.Description = Markup.Escape(
            VisibleText.OneLine($"{Math.Min(progress.Ended + 1, progress.Files)} of {progress.Files} {Path.GetFileName(name)}"));
        task.Value = progress.BytesDone;
    }
}
