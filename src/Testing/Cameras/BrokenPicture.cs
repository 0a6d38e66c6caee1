namespace P2IKT.Live.Testing.Cameras;

/// <summary>How a live-view picture can be broken.</summary>
internal enum BrokenPicture
{
    /// <summary>Begins and ends as a JPEG; nothing between.</summary>
    Rubbish,

    /// <summary>A JPEG that stops midway.</summary>
    Truncated,

    /// <summary>No JPEG at all.</summary>
    Absent,
}
