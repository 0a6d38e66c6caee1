namespace P2IKT.Live.Offline;

/// <summary>What a batch does with a file.</summary>
internal enum InputKind
{
    /// <summary>Of another kind: it cannot be deblurred.</summary>
    Other,

    /// <summary>JPEG, PNG, TIFF or WebP by its first bytes, or one by its name only, which is reported as broken when it is read.</summary>
    Picture,

    /// <summary>A video, by its extension.</summary>
    Video,

    /// <summary>A camera's raw file.</summary>
    Raw,
}
