namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>What the newest frame says of the next ones.</summary>
internal enum SceneMotion
{
    /// <summary>Something moves: the next picture is wanted soon.</summary>
    Moving,

    /// <summary>The scene holds still: the next picture is the same but for noise.</summary>
    Still,

    /// <summary>No frame has come for some time: a paused or ended source.</summary>
    Standing,
}
