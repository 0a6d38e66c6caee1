namespace P2IKT.Live.Recording.Stacks;

/// <summary>What is known about a merged picture, written beside it as JSON.</summary>
public sealed record StackedSidecar
{
    /// <summary>Version of this format; raised when a reader of the last one would misread the file.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The picture's file name, without its folder.</summary>
    public required string Picture { get; init; }

    /// <summary>File name of the depth map: 16-bit grey, 1 the lowest position to 65535 the highest, 0 where it is not known.</summary>
    public required string DepthMap { get; init; }

    /// <summary>When it was saved, in local time with its offset.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Where the frames came from.</summary>
    public required string Source { get; init; }

    /// <summary>The network that read their focus.</summary>
    public required string Network { get; init; }

    /// <summary>Whether the pixels are those of the deblurred frames; otherwise those of the source.</summary>
    public required bool Deblurred { get; init; }

    /// <summary>Frames that were merged.</summary>
    public required int Merged { get; init; }

    /// <summary>Frames that were left out because the scene had moved.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Width of the picture, in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the picture, in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Pixels of the picture for one value of the depth map, in each direction.</summary>
    public required int Stride { get; init; }

    /// <summary>The position that is 1 in the depth map; null when none is known.</summary>
    public double? LowestPosition { get; init; }

    /// <summary>The position that is 65535 in the depth map; null when none is known.</summary>
    public double? HighestPosition { get; init; }

    /// <summary>What a position is: pictures, ringPixels or seconds.</summary>
    public required StackPositionUnit PositionUnit { get; init; }

    /// <summary>Share of what can be read that has been in focus in some frame, 0 to 1; null when nothing could be read.</summary>
    public double? InFocusShare { get; init; }
}
