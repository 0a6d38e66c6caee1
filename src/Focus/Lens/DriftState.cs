namespace P2IKT.Live.Focus.Lens;

/// <summary>What has become of the focus of a locked point.</summary>
public enum DriftState
{
    /// <summary>As sharp as when it was locked.</summary>
    Steady,

    /// <summary>It has lost focus.</summary>
    Drifting,

    /// <summary>It has not been readable for a while: somebody stands before it, or it left the picture.</summary>
    Lost,
}
