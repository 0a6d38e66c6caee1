namespace P2IKT.Live.Capture.Jpeg;

/// <summary>How far the walk over an arriving JPEG has come.</summary>
internal enum JpegProgress
{
    /// <summary>The end marker has not arrived.</summary>
    Incomplete,

    /// <summary>The end marker was walked over.</summary>
    Complete,

    /// <summary>It breaks off: another picture begins, or a segment makes no sense.</summary>
    Broken,
}
