using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Testing;

/// <summary>A source whose capture loop is the test's: it delivers frames, breaks, or loses its camera when the script says so.</summary>
/// <param name="pool">Where the frames come from; not owned.</param>
/// <param name="script">Runs on the capture thread between <see cref="FrameSource.Start"/> and the end; returning ends the stream.</param>
public sealed class ScriptedSource(FramePool pool, Action<ScriptedSource, CancellationToken> script) : FrameSource
{
    /// <inheritdoc/>
    public override SourceDescription Description { get; } = new("script:", "script", pool.Size, 0, IsLive: false);

    /// <inheritdoc/>
    public override int Outstanding => pool.Outstanding;

    /// <summary>How often the source was closed; 1 after its end.</summary>
    public int Closed { get; private set; }

    /// <summary>Delivers a frame in which every byte is the low byte of its number.</summary>
    /// <returns>Whether it was lent; false when the pool has no free buffer or nobody wants frames.</returns>
    public bool DeliverOne() => Deliver(pool, 1, Captured, static (draft, number) =>
    {
        draft.Draft.Fill((byte)number);
        return true;
    });

    /// <summary>Takes a picture that turns out to be broken.</summary>
    /// <returns>False.</returns>
    public bool DeliverBroken() => Deliver(pool, 1, 0, static (_, _) => false);

    /// <summary>Reports a change of the connection, such as a lost camera.</summary>
    public void ReportConnection(ConnectionState state) => Report(state);

    /// <inheritdoc/>
    protected override void Capture(CancellationToken stop) => script(this, stop);

    /// <inheritdoc/>
    protected override void Close() => Closed++;
}
