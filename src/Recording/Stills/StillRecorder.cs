using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Stage;

namespace P2IKT.Live.Recording.Stills;

/// <summary>
/// Writes each deblurred still of a hot folder, and reports the outcome to the folder, which then delivers the next still. Raw files are
/// shown only; nothing is written for them.
/// </summary>
/// <remarks>
/// It writes inside <c>OnNext</c>, on the deblurring stage's thread: the folder waits for it in any case, and so the frame needs
/// no share and no mailbox. A still that cannot be written is reported, and the stream goes on.
/// </remarks>
public sealed class StillRecorder : IDisposable
{
    private readonly HotFolderSource _folder;
    private readonly DeblurStage _stage;
    private readonly HashSet<string> _tidied = []; // folders, of the stage's thread
    private readonly IDisposable _results;
    private readonly IDisposable _losses;

    /// <summary>Subscribes to the results. Create it before the folder is started.</summary>
    /// <param name="folder">Where the stills come from; not owned.</param>
    /// <param name="stage">What its frames go through; not owned.</param>
    public StillRecorder(HotFolderSource folder, DeblurStage stage)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(stage);
        (_folder, _stage) = (folder, stage);
        folder.WaitForResults();
        // The errors of the stream are handled by its owner; there is nothing left to write then.
        _results = stage.Frames.Subscribe(Record, static _ => { });
        // The folder would wait for a still without a result; it comes again when receivers have released their buffers.
        _losses = stage.BufferExhausted.Subscribe(sequence => folder.Complete(sequence, StillOutcome.Failed));
    }

    /// <summary>Unsubscribes; no still is written any more.</summary>
    public void Dispose()
    {
        _results.Dispose();
        _losses.Dispose();
    }

    private void Record(DeblurredFrame frame)
    {
        if (_folder.Current is not { } still || still.Sequence != frame.Source.Sequence)
            return; // a frame that was under way when the folder was stopped
        if (still.OutputPath is null)
        {
            _folder.Complete(still.Sequence, StillOutcome.Done);
            return;
        }
        try
        {
            if (ResultFile.RejectionReason(still.OutputPath, overwrite: false) is { } reason)
            {
                _folder.Complete(still.Sequence, StillOutcome.Refused,
                    $"'{still.OutputPath}' {reason}: the deblurred still was not written; move that away and save the original again.");
                return;
            }
            if (_tidied.Add(Path.GetDirectoryName(still.OutputPath)!))
                AtomicFile.Sweep(Path.GetDirectoryName(still.OutputPath)!); // what a run that was killed has left
            var loss = StillWriter.Write(still, frame, _stage.Session);
            _folder.Complete(still.Sequence, StillOutcome.Done, loss);
        }
        catch (CaptureException refused)
        {
            _folder.Complete(still.Sequence, StillOutcome.Refused, refused.Message);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or RecordingException)
        {
            _folder.Complete(still.Sequence, StillOutcome.Failed,
                $"'{still.OutputPath}' could not be written ({failed.Message.TrimEnd('.')}): free the disk, or fix the folder's "
                    + "permissions; it is tried again.");
        }
    }
}
