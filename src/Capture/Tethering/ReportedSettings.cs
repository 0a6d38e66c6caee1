namespace P2IKT.Live.Capture.Tethering;

/// <summary>The settings of a camera as its host has reported them, and what they mean for where its pictures go.</summary>
/// <remarks>Not thread-safe: <see cref="TetheredCamera"/> calls it within its lock.</remarks>
internal sealed class ReportedSettings
{
    private readonly Dictionary<string, CameraSetting> _settings = [];
    private readonly List<string> _order = []; // in which the camera reported them first

    /// <summary>All of them, in the order in which they were reported first; a copy.</summary>
    public IReadOnlyList<CameraSetting> All => [.. _order.Select(name => _settings[name])];

    /// <summary>Adds a setting, or replaces the one of its name.</summary>
    public void Set(CameraSetting setting)
    {
        if (!_settings.ContainsKey(setting.Name))
            _order.Add(setting.Name);
        _settings[setting.Name] = setting;
    }

    /// <summary>Where pictures are kept, one sentence; null where they are on the card and on this computer, as expected.</summary>
    /// <param name="lastCameFromMemory">Whether the last picture came out of the camera's memory, whatever the settings say.</param>
    public string? DestinationNotice(bool lastCameFromMemory) => _settings.GetValueOrDefault(SettingNames.CaptureTargetName) switch
    {
        { Value: SonyDestination.Computer or SettingNames.InternalRam } =>
            "The camera keeps no picture on its card: they are on this computer only.",
        { Value: SonyDestination.Both } => null,
        { Value: SettingNames.MemoryCard } target when target.Choices.Contains(SonyDestination.Computer) =>
            "The camera's pictures go to its card only: none comes to this computer.",
        _ when lastCameFromMemory => "The camera keeps no picture on its card: they come out of its memory, and are on this computer only.",
        _ => null,
    };
}
