namespace P2IKT.Live.Commands;

/// <summary>What the program keeps for a user between runs.</summary>
internal static class UserState
{
    /// <summary>P2IKT_STATE where it is set, else the user's folder for states; what is in it may be deleted at any time.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("P2IKT_STATE") is { Length: > 0 } set ? set
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"), "p2ikt-live");
}
