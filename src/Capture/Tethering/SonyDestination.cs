namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Where a Sony's pictures go. Version 2.5.30 of libgphoto2 reads that as "capturetarget", but sends the camera an empty value when it is
/// set; the same property by its number works. Older bodies do not have it: theirs go to the computer only.
/// </summary>
internal static class SonyDestination
{
    /// <summary>What libgphoto2 calls the property (StillImageStoreDestination).</summary>
    public const string Native = "d222";

    /// <summary>In place of <see cref="Native"/> for a body that does not have it.</summary>
    public const string Absent = "";

    public const string Computer = "Computer";
    public const string Both = "Computer and memory card";
    private static readonly (string Number, string Words)[] Table = [("1", Computer), ("16", SettingNames.MemoryCard), ("17", Both)];

    /// <summary>
    /// What libgphoto2 calls the count of pictures in the memory, out of which a Sony that is controlled hands all of them.
    /// </summary>
    private const string PicturesInMemory = "d215";

    /// <summary>Whether this is a Sony whose pictures come to the computer, and not one that is read like a disk.</summary>
    public static bool Concerns(string? maker, IReadOnlySet<string> natives) =>
        maker is not null && maker.StartsWith("Sony", StringComparison.OrdinalIgnoreCase) && natives.Contains(PicturesInMemory);

    /// <summary>The setting in words instead of numbers.</summary>
    public static CameraSetting DisplayName(CameraSetting setting) =>
        setting with { Value = Words(setting.Value), Choices = [.. setting.Choices.Select(Words)] };

    /// <summary>The number for the words.</summary>
    public static string Number(string words) => Table.FirstOrDefault(entry => entry.Words == words).Number ?? words;

    /// <summary>The setting of a body that has no choice.</summary>
    public static CameraSetting Fixed(string name) =>
        new() { Name = name, Label = "Capture Target", Kind = CameraSettingKind.Choice, Value = Computer, Choices = [Computer],
            ReadOnly = true };

    private static string Words(string number) => Table.FirstOrDefault(entry => entry.Number == number).Words ?? number;
}
