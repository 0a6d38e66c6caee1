using P2IKT.Live.Deblur.Still;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>What a stage refines: the parts of the scene that hold still. On the stage's thread.</summary>
/// <param name="serving">The stage's session: while its quality is held, nothing is refined.</param>
/// <param name="open">Makes the session that refines, for a size; null: nothing is refined.</param>
internal sealed class StageRefinement(ActiveSession serving, Func<FrameSize, DeblurSession>? open) : IDisposable
{
    private readonly StageDuty _duty = new();
    private StillScene? _scene; // of the size of the last frame

    /// <summary>Whether the whole of the last frame holds still, so that the network does next to nothing.</summary>
    public bool IsWhole => _scene is { IsWhole: true };

    /// <summary>What holds still, with this frame; null where nothing is refined.</summary>
    public StillScene? SceneOf(Frame source)
    {
        if (open is null)
            return null;
        if (serving.IsHeld)
        {
            _scene?.Interrupt();
            return null;
        }
        if (_scene?.Size != source.Size)
        {
            _scene?.Dispose();
            _scene = new StillScene(source.Size, open);
        }
        _scene.Observe(source, _duty.IsBusy);
        if (_scene.TakeFailure() is { } failure)
            serving.Report(Notice.Warning("refinement-failed", failure));
        return _scene;
    }

    /// <summary>A frame has been deblurred; while the stage is busy, refining waits.</summary>
    public void AddDuty(long capturedAt, long ticks) => _duty.Add(capturedAt, ticks);

    /// <inheritdoc/>
    public void Dispose() => _scene?.Dispose();
}
