namespace P2IKT.Live.Deblur;

/// <summary>What is kept for the next start: engines, timings, costs of levels.</summary>
public static class DeblurCache
{
    /// <summary>
    /// P2IKT_CACHE where it is set, else <c>p2ikt-live/engines</c> in the user's cache folder; it may be deleted at any time, and need not
    /// be there yet.
    /// </summary>
    public static string Folder => Environment.GetEnvironmentVariable("P2IKT_CACHE") is { Length: > 0 } set ? set
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "p2ikt-live", "engines");
}
