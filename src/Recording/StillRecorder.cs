using P2IKT.Live.Capture.Stills;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Recording;

/// <summary>
/// Writes each deblurred still of a hot folder where it belongs, and tells the folder so that it hands out the next. Raw files
/// are shown only, and nothing is written for them.
/// </summary>
/// <remarks>
/// It writes inside <c>OnNext</c>, on the deblurring stage's thread: the folder waits for it in any case, and so the frame needs
/// no share and no mailbox. A still that cannot be written is told, and the stream goes on.
/// </remarks>
public sealed class StillRecorder : IDisposable
{
    private readonly HotFolderSource _folder;
    private readonly IDisposable _subscription;

    /// <summary>Begins to write what is deblurred; to be made before the folder is started.</summary>
    /// <param name="folder">Where the stills come from; not owned.</param>
    /// <param name="frames">What was made of its frames; lent.</param>
    public StillRecorder(HotFolderSource folder, IObservable<DeblurredFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(frames);
        _folder = folder;
        folder.HoldEach();
        // The stream's errors are its owner's: there is nothing left to write then.
        _subscription = frames.Subscribe(Record, static _ => { });
    }

    /// <summary>Writes no more.</summary>
    public void Dispose() => _subscription.Dispose();

    private void Record(DeblurredFrame frame)
    {
        if (_folder.InHand is not { } still || still.Sequence != frame.Source.Sequence)
            return; // a frame that was under way when the folder was stopped
        if (still.OutputPath is null)
        {
            _folder.Settle(still.Sequence, StillOutcome.Done);
            return;
        }
        try
        {
            if (!StillFile.MayWrite(still.OutputPath))
            {
                _folder.Settle(still.Sequence, StillOutcome.Refused,
                    $"'{still.OutputPath}' is there already and is not, or no longer, as P2IKT.Live wrote it: the deblurred still was not written; move that file away and save the original again.");
                return;
            }
            StillFile.Write(frame.Sharp, still);
            _folder.Settle(still.Sequence, StillOutcome.Done);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or OpenCvSharp.OpenCVException)
        {
            _folder.Settle(still.Sequence, StillOutcome.Failed,
                $"'{still.OutputPath}' could not be written ({failed.Message.TrimEnd('.')}): free the disk or mend the folder's rights; it is tried again.");
        }
    }
}
