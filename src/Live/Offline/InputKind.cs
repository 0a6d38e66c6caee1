namespace P2IKT.Live.Offline;

/// <summary>What a file is to a batch.</summary>
internal enum InputKind
{
    /// <summary>Nothing that can be deblurred.</summary>
    Other,

    /// <summary>JPEG, PNG, TIFF or WebP by its first bytes, or one by its name only, which is reported as broken when it is read.</summary>
    Picture,

    /// <summary>A video, by its extension.</summary>
    Video,

    /// <summary>A camera's raw file.</summary>
    Raw,
}
