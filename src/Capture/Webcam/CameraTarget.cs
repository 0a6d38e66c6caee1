using System.Text.RegularExpressions;

namespace P2IKT.Live.Capture.Webcam;

/// <summary>What may follow <c>camera:</c>.</summary>
internal static partial class CameraTarget
{
    /// <summary>An index below 100, a device path without detours, or a name.</summary>
    public static bool IsOne(string target) =>
        IsName(target) || (NumberOrDevice().IsMatch(target) && !target.Contains("..", StringComparison.Ordinal));

    /// <summary>
    /// A camera's name, or its beginning: not a path, not a number, nothing that a terminal would take for more than text.
    /// </summary>
    public static bool IsName(string target) => Name().IsMatch(target);

    [GeneratedRegex(@"^(?=.*\p{L})[^/\\\p{C}-][^\p{C}]{0,199}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([0-9]{1,2}|/dev/[A-Za-z0-9_./:+@\-]+)\z")]
    private static partial Regex NumberOrDevice();
}
