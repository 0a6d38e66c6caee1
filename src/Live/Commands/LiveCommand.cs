using System.CommandLine;
using System.Globalization;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live live</c>: runs a pipeline, and prints its statistics.</summary>
internal sealed class LiveCommand(TextWriter output, TextWriter errors)
{
    private readonly LiveArguments _arguments = new();

    /// <summary>Gives a command its options and this action.</summary>
    public Command AddTo(Command command)
    {
        _arguments.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(_arguments.Read(parsed), _arguments.StatsFile(parsed), stop));
        return command;
    }

    private async Task<int> RunAsync(LiveOptions options, string? statsFile, CancellationToken stop)
    {
        await using var stats = statsFile is { } file ? OutputFile.Create(file) : null;
        await using var pipeline = await Pipelines.StartAsync(options, stop);
        await using var notices = new NoticePrinter(pipeline.Notices, errors);
        await PrintStartupAsync(pipeline, options.Output);
        Exception? failure = null;
        try
        {
            ManagedHeap.Compact();
            await pipeline.RunAsync(stop);
        }
#pragma warning disable CA1031 // whatever ended the stream, the figures of the run are written before the failure is reported
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = fault;
        }
        await notices.DisposeAsync();
        var recorder = (pipeline as LivePipeline)?.Recorder;
        if (options.Record is not null)
            failure ??= recorder?.Failure; // decides the exit code, too
        var measured = pipeline.Measure();
        if (stats is not null)
            await stats.WriteLineAsync(measured.ToJson());
        await PrintSummaryAsync(measured, recorder, pipeline is LivePipeline ? options.LatencyMs ?? LiveOptions.DefaultLatencyMs : 0); // stills have no limit
        if (pipeline is LivePipeline { Camera: { } camera } && camera.Stills + camera.Waiting + camera.NotSaved > 0)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"pictures: {camera.Stills} saved, {camera.Waiting} left on the camera's card, {camera.NotSaved} not saved"));
        }
        if (pipeline is StillPipeline { Stills: var stills })
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"stills: {stills.Done} done, {stills.Skipped} done earlier, {stills.Refused} refused, {stills.Waiting} left waiting"));
            if (stills.Unwritten > 0)
                failure ??= new IOException($"{stills.Unwritten} of the stills could not be read or written: fix the cause, and start again with existing=1.");
        }
        return failure is null ? ExitCode.Done : CommandLine.Fail(errors, failure, ExitCode.Failed);
    }

    private async Task PrintStartupAsync(IPipeline pipeline, string? folder)
    {
        var (source, session) = (pipeline.Source, pipeline.Session);
        if (pipeline is StillPipeline)
            await output.WriteLineAsync($"Waiting for stills in {source.Name}; the deblurred ones go {(folder is null ? "beside them" : $"to {folder}")}");
        else
            await output.WriteLineAsync(source.SizeIsKnown
                ? $"{source.Name}, {source.Size}{(source.FramesPerSecond > 0 ? $" at {source.FramesPerSecond:0.##} fps" : "")}{(source.Note.Length > 0 ? $" ({source.Note})" : "")}"
                : $"{source.Name}: {source.Note}");
        await output.WriteLineAsync($"{session.Model.Name} on {session.Provider.Name}{(session.Provider.Note.Length > 0 ? $" ({session.Provider.Note})" : "")}");
        if (pipeline is LivePipeline { StillsFolder: { } stills })
            await output.WriteLineAsync($"Pictures go to {stills}");
        if (pipeline.Url is { } url)
            await output.WriteLineAsync($"Live preview: {url}   (Ctrl-C ends it)");
        await output.FlushAsync(CancellationToken.None);
    }

    private async Task PrintSummaryAsync(LiveStats stats, ClipRecorder? recorder, double budget)
    {
        var f = stats.Frames;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{f.Captured} frames captured, {f.Deblurred} deblurred, {f.Dropped} dropped{(f.Idle > 0 ? $", {f.Idle} with nobody watching" : "")}, {f.Presented} presented; {stats.Fps:0.0} fps"));
        var late = budget > 0 && stats.LatencyMs.P95 > budget ? $", over the {budget:0.#} ms asked for" : "";
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"latency p50 {stats.LatencyMs.P50:0.0} ms, p95 {stats.LatencyMs.P95:0.0} ms, p99 {stats.LatencyMs.P99:0.0} ms{late}"));
        if (stats.Quality.Keys.Any(rung => rung != LiveStats.Name(QualityRung.Full)))
            await output.WriteLineAsync($"quality: {string.Join(", ", stats.Quality.Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.Value} frames at {q.Key}")))}");
        if (recorder?.ClipPath is { } clip)
        {
            var state = recorder.State;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{f.Recorded} frames recorded; {clip}: {state.Seconds:0.0} s, {state.Frames.Duplicated} repeated, {state.Frames.Surplus} surplus, {state.Frames.Dropped} dropped"));
        }
    }
}
