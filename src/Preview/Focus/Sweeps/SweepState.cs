namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>The state of the sweep, the same for all viewers.</summary>
internal sealed record SweepState
{
    /// <summary>How far it is.</summary>
    public required SweepPhase Phase { get; init; }

    /// <summary>What changes the focus; null before the first sweep.</summary>
    public required SweepDrive? Drive { get; init; }

    /// <summary>Whether the result is made of the deblurred frames; otherwise of the source.</summary>
    public required bool Deblurred { get; init; }

    /// <summary>One sentence on what happens, or on how the last sweep has ended.</summary>
    public required string Message { get; init; }

    /// <summary>What goes wrong meanwhile, in one sentence that says what to do; null when nothing does.</summary>
    public required string? Warning { get; init; }

    /// <summary>Share that is done, 0 to 1; null where it is not known.</summary>
    public required double? Progress { get; init; }

    /// <summary>Frames that were merged.</summary>
    public required int Merged { get; init; }

    /// <summary>Frames that were left out because the scene had moved.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Share of what can be read that has been in focus in some frame, 0 to 1; null when nothing can be read.</summary>
    public required double? InFocus { get; init; }

    /// <summary>Changes with each merged frame, and with each sweep; 0 without a result.</summary>
    public required long Version { get; init; }

    /// <summary>Of the result in pixels; 0 without one.</summary>
    public required int Width { get; init; }

    /// <summary>Of the result in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Of its maps.</summary>
    public required int Columns { get; init; }

    /// <summary>Of its maps.</summary>
    public required int Rows { get; init; }

    /// <summary>Width and height of a cell of its maps, in pixels.</summary>
    public required int Stride { get; init; }

    /// <summary>What positions in the map are: pictures, ringPixels or seconds.</summary>
    public required string Unit { get; init; }

    /// <summary>What sweeps can be driven by here.</summary>
    public required IReadOnlyList<SweepDrive> Drives { get; init; }

    /// <summary>Why the lens cannot drive one now, in one sentence that says what to do; null when it can, or there is none.</summary>
    public required string? LensNote { get; init; }

    /// <summary>Where results are saved.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the result is being saved.</summary>
    public required bool IsSaving { get; init; }

    /// <summary>Names of the files of this result, the picture first; empty until it is saved.</summary>
    public required IReadOnlyList<string> Saved { get; init; }
}
