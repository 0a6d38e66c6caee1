using System.CommandLine;
using System.Globalization;
using System.Reactive.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Frames;
using P2IKT.Live.Logging;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live live</c>: runs a pipeline, and prints its statistics.</summary>
internal sealed class LiveCommand(TextWriter output, TextWriter errors)
{
    private readonly LiveArguments _arguments = new();

    /// <summary>Gives a command its options and this action.</summary>
    public Command AddTo(Command command)
    {
        _arguments.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(_arguments.Read(parsed), _arguments.StatsFile(parsed), _arguments.Log(parsed), stop));
        return command;
    }

    private async Task<int> RunAsync(LiveOptions options, string? statsFile, LogSettings settings, CancellationToken stop)
    {
        using var logging = settings.Open();
        if (logging is null)
            return await RunAsync(options, statsFile, (failure, code) => CommandLine.Fail(errors, failure, code), stop);
        var log = logging.CreateLogger("P2IKT.Live");
        try
        {
            return await RunAsync(options with { LoggerFactory = logging }, statsFile, Report, stop);
        }
        catch (Exception failure) when (failure is P2iktException or IOException or UnauthorizedAccessException)
        {
            return Report(failure, ExitCode.Of(failure)); // stderr has nothing but the log
        }

        int Report(Exception failure, int code)
        {
            log.LogCritical(new EventId(0, "failed"), "{Failure}", AddressSecrets.RedactText(FailureText.Of(failure)));
            return code;
        }
    }

    private async Task<int> RunAsync(LiveOptions options, string? statsFile, Func<Exception, int, int> fail, CancellationToken stop)
    {
        if (statsFile is not null && options.SourceFile is { } played && FileNames.IsSame(statsFile, played))
            throw new UsageException($"The statistics would take the place of '{statsFile}', which is played: name another file.");
        if (statsFile is not null && options.Record is { } clip && ClipFileSet.PathsOf(clip).Any(file => FileNames.IsSame(file, statsFile)))
            throw new UsageException($"'{statsFile}' is where a file of the clip '{clip}' goes: name another file for the statistics.");
        await using var stats = statsFile is { } file ? OutputFile.CreateJson(file) : null;
        await using var pipeline = await Pipelines.StartAsync(options, stop);
        var isLogged = options.LoggerFactory != NullLoggerFactory.Instance;
        await using var notices = new NoticePrinter(isLogged ? Observable.Empty<Notice>() : pipeline.Notices, errors);
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
        var measured = pipeline.Measure();
        try
        {
            if (stats is not null)
                await stats.WriteAsync([measured.ToJson()]);
        }
        catch (IOException unwritten)
        {
            failure ??= unwritten; // after the summary
        }
        // Stills have no limit.
        var latencyMs = pipeline is LivePipeline ? options.LatencyMs ?? (options.Headless ? 0 : LiveOptions.DefaultLatencyMs) : 0;
        await PrintSummaryAsync(measured, recorder, latencyMs);
        if (pipeline is LivePipeline { Camera: { } camera } && camera.Stills + camera.Waiting + camera.NotSaved > 0)
            await PrintAsync($"pictures: {camera.Stills} saved, {camera.Waiting} left on the camera's card, {camera.NotSaved} not saved");
        if (pipeline is LivePipeline { Copies.State: var copies })
            await PrintCopiesAsync(copies);
        if (pipeline is StillPipeline { Stills: var stills })
        {
            var left = $"{stills.Refused} refused, {stills.Waiting} left waiting";
            await PrintAsync($"stills: {stills.Done} done, {stills.Skipped} done earlier, {left}");
            if (stills.Unwritten > 0)
            {
                failure ??= new IOException(
                    $"{stills.Unwritten} of the stills could not be read or written: fix the cause, and start again with existing=1.");
            }
        }
        if (failure is not null)
            return fail(failure, ExitCode.Failed);
        // What the recorder has failed with was reported when it failed, as a notice.
        return options.Record is not null && recorder?.FailureOfFile is not null ? ExitCode.Failed : ExitCode.Done;
    }

    private async Task PrintCopiesAsync(CopyState copies)
    {
        await PrintAsync($"second copies: {copies.Copied} verified, {copies.Pending} not made yet");
        if (copies.Problem is { } problem)
            await PrintAsync($"{problem}");
        if (copies.Pending > 0)
            await PrintAsync($"The files are in their own folders: start again with the same session, and they are copied.");
    }

    private async Task PrintStartupAsync(IPipeline pipeline, string? folder)
    {
        var (source, session) = (pipeline.Source, pipeline.Session);
        if (pipeline is StillPipeline)
            await PrintAsync($"Waiting for stills in {source.Name}; the deblurred ones go {Destination(folder)}");
        else if (!source.SizeIsKnown)
            await PrintAsync($"{source.Name}: {source.Note}");
        else
            await output.WriteLineAsync($"{source.Name}, {source.Size}{Rate(source.FramesPerSecond)}{InParentheses(source.Note)}");
        await PrintAsync($"{session.Model.Name} on {session.Provider.Name}{InParentheses(session.Provider.Note)}");
        if (pipeline is LivePipeline { StillsFolder: { } stills })
            await PrintAsync($"Pictures go to {stills}");
        if (pipeline is LivePipeline { Copies.State.Problem: { } problem })
            await PrintAsync($"{problem}");
        if (pipeline.Url is { } url)
            await PrintAsync($"Live preview: {url}   (Ctrl-C ends it)");
        if (pipeline.Preview is { Osc: { } osc })
            await PrintAsync($"Remote controls: OSC on {osc}");
        if (pipeline.Preview is { PairingLinks: { Count: > 0 } links } preview)
            PairingText.Print(output, links, preview.AuthorityFingerprint);
        await output.FlushAsync(CancellationToken.None);

        static string Rate(double fps) => fps > 0 ? string.Create(CultureInfo.InvariantCulture, $" at {fps:0.##} fps") : "";
        static string Destination(string? folder) => folder is null ? "beside them" : $"to {folder}";
        static string InParentheses(string note) => note.Length > 0 ? $" ({note})" : "";
    }

    private async Task PrintSummaryAsync(LiveStats stats, ClipRecorder? recorder, double budget)
    {
        var (f, latency) = (stats.Frames, stats.LatencyMs);
        var lost = $"{f.Dropped} dropped{(f.Idle > 0 ? $", {f.Idle} without a viewer" : "")}";
        await PrintAsync($"{f.Captured} frames captured, {f.Deblurred} deblurred, {lost}, {f.Presented} presented; {stats.Fps:0.0} fps");
        var late = budget > 0 && latency.P95 > budget ? FormattableString.Invariant($", over the {budget:0.#} ms asked for") : "";
        await PrintAsync($"latency p50 {latency.P50:0.0} ms, p95 {latency.P95:0.0} ms, p99 {latency.P99:0.0} ms{late}");
        if (stats.Quality.Keys.Any(static level => level != "full"))
            await PrintAsync($"quality: {string.Join(", ", stats.Quality.Select(static level => $"{level.Value} frames at {level.Key}"))}");
        if (recorder is { ClipPath: { } clip, State: { Frames: var counts } state })
        {
            var slots = $"{counts.Duplicated} repeated, {counts.Surplus} surplus, {counts.Dropped} dropped";
            await PrintAsync($"{f.Recorded} frames recorded; {clip}: {state.Seconds:0.0} s, {slots}");
        }
    }

    private Task PrintAsync(FormattableString text) => output.WriteLineAsync(FormattableString.Invariant(text));
}
