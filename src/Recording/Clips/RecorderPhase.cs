namespace P2IKT.Live.Recording.Clips;

/// <summary>What the recorder is doing.</summary>
public enum RecorderPhase
{
    /// <summary>Nothing, or keeping the last seconds for a clip that may begin.</summary>
    Idle,

    /// <summary>A clip is being recorded.</summary>
    Recording,

    /// <summary>A clip is being closed.</summary>
    Closing,
}
