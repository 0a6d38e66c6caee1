namespace P2IKT.Live.Capture.Pictures;

/// <summary>A segment in front of a JPEG's picture.</summary>
/// <param name="Marker">Second byte of its marker.</param>
/// <param name="Offset">Where it lies in the file.</param>
/// <param name="Whole">The segment, with marker and length.</param>
internal readonly record struct JpegHeadSegment(byte Marker, long Offset, byte[] Whole)
{
    public const byte App1 = 0xE1, App2 = 0xE2, App11 = 0xEB, Comment = 0xFE;

    /// <summary>Where its content lies in it.</summary>
    public const int ContentAt = 4;

    /// <summary>What it carries.</summary>
    public ReadOnlySpan<byte> Content => Whole.AsSpan(ContentAt);
}
