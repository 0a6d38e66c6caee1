namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// Whether a sidecar that was read can be believed: JSON knows neither what must be there nor which numbers can be (1e999 is read as
/// infinite, and cannot be written again).
/// </summary>
internal static class SidecarCheck
{
    private const int MostPixels = 65_536; // a side
    private const double FastestRate = 10_000; // frames a second
    private const double LongestSeconds = 366 * 24 * 3600.0;
    private const int MostMarks = 10_000;
    private const int MostText = 16_384; // characters: a URI of the longest path, percent-encoded

    /// <summary>What is wrong with a sidecar, one clause; null when nothing is.</summary>
    public static string? Problem(ClipSidecar sidecar)
    {
        var (settings, frames, marks, timeline) = (sidecar.Settings, sidecar.Frames, sidecar.Marks, sidecar.Timeline);
        if (sidecar.Clip is null || sidecar.Source is not { Uri: not null, Name: not null }
            || sidecar.Network is not { Model: not null, Provider: not null }
            || settings?.Codec is null || frames is null || marks is null || marks.Any(static mark => mark?.Label is null)
            || timeline is not
            {
                Captured: not null, Median: not null, Sharpest: not null, Centre: not null, Level: not null, Refined: not null,
            }
            || sidecar.Levels is null || sidecar.Levels.Any(static level => level is null))
            return "a part of it is missing";
        if (marks.Count > MostMarks)
            return $"it has {marks.Count} marks";
        if (Texts(sidecar).Any(static text => text?.Length > MostText))
            return "a text in it is too long";
        if (settings.Width is < 1 or > MostPixels || settings.Height is < 1 or > MostPixels)
            return $"its picture has {settings.Width}x{settings.Height} pixels";
        if (!(settings.Fps is > 0 and <= FastestRate))
            return FormattableString.Invariant($"its rate is {settings.Fps} frames a second");
        if (!IsTime(settings.PreRollSeconds) || !marks.All(static mark => IsTime(mark.Seconds)))
            return "one of its times is none";
        if (!(frames.Written / settings.Fps <= LongestSeconds)
            || new[] { frames.Written, frames.Duplicated, frames.Surplus, frames.Dropped }.Any(static count => count < 0))
            return "its numbers of frames cannot be";
        if (new[] { timeline.Median.Count, timeline.Sharpest.Count, timeline.Centre.Count }.Any(count => count != timeline.Captured.Count))
            return "the lists of its focus track differ in length";
        // Older sidecars have neither of these.
        if (new[] { timeline.Level.Count, timeline.Refined.Count }.Any(count => count > 0 && count != timeline.Captured.Count)
            || timeline.Level.Any(level => level < 0 || level >= sidecar.Levels.Count))
            return "the levels of its frames cannot be";
        return null;
    }

    /// <summary>What goes into every list of the clips.</summary>
    private static IEnumerable<string?> Texts(ClipSidecar sidecar) =>
    [
        sidecar.Clip, sidecar.SourceClip, sidecar.Reason, sidecar.Source.Uri, sidecar.Source.Name, sidecar.Network.Model,
            sidecar.Network.Provider,
        sidecar.Settings.Codec, sidecar.Settings.Overlay, .. sidecar.Levels, .. sidecar.Marks.Select(static mark => mark.Label),
    ];

    private static bool IsTime(double seconds) => seconds is >= 0 and <= LongestSeconds; // not for NaN
}
