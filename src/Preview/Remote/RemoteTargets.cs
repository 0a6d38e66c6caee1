using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Recording;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Preview.Remote;

/// <summary>What a remote control orders and sees: the same services that REST serves.</summary>
internal sealed record RemoteTargets
{
    /// <summary>The clip recorder.</summary>
    public required RecordingControls Recording { get; init; }

    /// <summary>The tethered camera; null when there is none.</summary>
    public ICameraControls? Camera { get; init; }

    /// <summary>The driven lens; null when there is none.</summary>
    public LensOrders? Lens { get; init; }

    /// <summary>The focus points; null when there are none.</summary>
    public FocusAssist? Focus { get; init; }

    /// <summary>The shoot; null when there is none.</summary>
    public Shoot? Shoot { get; init; }

    /// <summary>What saves snapshots; null when there is no shoot.</summary>
    public SessionSnapshots? Snapshots { get; init; }
}
