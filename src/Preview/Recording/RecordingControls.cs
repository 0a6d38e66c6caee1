using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Recording;

/// <summary>The clip recorder as REST and remote controls order it. Thread-safe.</summary>
/// <param name="recorder">The recorder; null when this run records no clips: then each order is refused.</param>
internal sealed class RecordingControls(ClipRecorder? recorder)
{
    /// <summary>Why nothing is recorded where there is no recorder.</summary>
    public const string NoRecorder = "No clips are recorded here: the source is a folder of stills; start with another source.";

    /// <summary>The present state; null when there is no recorder.</summary>
    public RecorderState? State => recorder?.State;

    /// <summary>Starts a clip, and returns once it is being recorded.</summary>
    /// <param name="name">Its file name; null or blank: one from the date and time.</param>
    /// <param name="stop">Cancels the start before the clip has begun.</param>
    /// <exception cref="RecordingException">It cannot be started.</exception>
    public Task StartAsync(string? name, CancellationToken stop) =>
        Recorder().StartAsync(name?.Trim() is { Length: > 0 } given ? given : null, stop);

    /// <summary>Ends the clip, and returns once its file is complete; does nothing when none is recorded.</summary>
    /// <param name="stop">Stops waiting; the clip ends all the same.</param>
    /// <exception cref="RecordingException">There is no recorder, or the recording has failed.</exception>
    public async Task StopAsync(CancellationToken stop)
    {
        var recorder = Recorder();
        var isRecording = recorder.State.Phase == RecorderPhase.Recording;
        await recorder.StopAsync(stop).ConfigureAwait(false);
        if (isRecording && recorder.Failure is { } failure)
            throw new RecordingException(failure.Message, failure) { Subject = failure.Subject, Setting = failure.Setting };
    }

    /// <summary>Ends the clip that is being recorded, or starts one.</summary>
    /// <param name="stop">Cancels the start, or stops waiting for the end.</param>
    /// <exception cref="RecordingException">It cannot be started.</exception>
    public Task ToggleAsync(CancellationToken stop) =>
        Recorder().State.Phase == RecorderPhase.Recording ? StopAsync(stop) : StartAsync(null, stop);

    /// <summary>Marks this moment in the clip.</summary>
    /// <param name="label">The text of the mark; null: none.</param>
    /// <exception cref="RecordingException">Nothing is being recorded.</exception>
    public void Mark(string? label)
    {
        if (!Recorder().Mark(label ?? ""))
            throw new RecordingException("Nothing is being recorded, so nothing can be marked: start a clip first.");
    }

    private ClipRecorder Recorder() => recorder ?? throw new RecordingException(FaultKind.NotAvailable, NoRecorder);
}
