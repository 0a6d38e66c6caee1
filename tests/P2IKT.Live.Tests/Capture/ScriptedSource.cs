using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A source whose capture loop is the test's.</summary>
internal sealed class ScriptedSource(FramePool pool, Action<ScriptedSource, CancellationToken> script) : FrameSource
{
    public override SourceDescription Description { get; } = new("script:", "script", pool.Size, 0, IsLive: false);

    public override int Outstanding => pool.Outstanding;

    public int Closed { get; private set; }

    /// <summary>Delivers a frame whose every pixel is the low byte of its number.</summary>
    public bool DeliverOne() => Deliver(pool, 1, Captured, static (draft, number) =>
    {
        draft.Draft.Fill((byte)number);
        return true;
    });

    public bool DeliverBroken() => Deliver(pool, 1, 0, static (_, _) => false);

    public void Tell(ConnectionState state) => Report(state);

    protected override void Capture(CancellationToken stop) => script(this, stop);

    protected override void Close() => Closed++;
}
