namespace P2IKT.Live.Recording.Clips;

/// <summary>What is in focus in one frame: blur radii in hundredths of a pixel, or <see cref="NotMeasured"/>.</summary>
/// <param name="Median">Over the whole picture.</param>
/// <param name="Sharpest">What the sharpest tenth of the picture stays below.</param>
/// <param name="Centre">Median of the middle ninth of the picture.</param>
internal readonly record struct FocusSummary(int Median, int Sharpest, int Centre)
{
    /// <summary>In place of a radius where no network measured one: 0 would be perfectly sharp.</summary>
    public const int NotMeasured = -1;
}
