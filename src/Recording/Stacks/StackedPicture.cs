using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Stacks;

/// <summary>A picture that is in focus everywhere, merged from frames of several focus positions, with its depth.</summary>
/// <remarks>Its arrays are the caller's, and are only read.</remarks>
public sealed class StackedPicture
{
    /// <summary>Size in pixels.</summary>
    public required FrameSize Size { get; init; }

    /// <summary>The pixels, packed BGR, rows without a gap, upright.</summary>
    public required ReadOnlyMemory<byte> Pixels { get; init; }

    /// <summary>Columns and rows of <see cref="Positions"/>.</summary>
    public required FrameSize Cells { get; init; }

    /// <summary>Width and height of a cell, in pixels.</summary>
    public required int Stride { get; init; }

    /// <summary>The position of best focus of each cell; NaN where it is not known.</summary>
    public required ReadOnlyMemory<float> Positions { get; init; }

    /// <summary>What a position is.</summary>
    public required StackPositionUnit Unit { get; init; }

    /// <summary>Whether the pixels are those of the deblurred frames; otherwise those of the source.</summary>
    public required bool IsDeblurred { get; init; }

    /// <summary>Where the frames came from, as the user calls it.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the network.</summary>
    public required string Model { get; init; }

    /// <summary>Frames that were merged.</summary>
    public required int Merged { get; init; }

    /// <summary>Frames that were left out because the scene had moved.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Share of what can be read that has been in focus in some frame, 0 to 1; NaN when nothing could be read.</summary>
    public required double InFocusShare { get; init; }

    /// <summary>
    /// A picture file whose description (EXIF, ICC profile, XMP) and orientation the result takes over: one of those that were merged.
    /// Null, or a file that is gone: none.
    /// </summary>
    public string? DescribedBy { get; init; }
}
