using System.Globalization;

namespace P2IKT.Live.Capture.Tethering.Points;

/// <summary>
/// The makes that can be pointed at a place, found by the names of what libgphoto2 lists (camlibs/ptp2/config.c), not by its version.
/// </summary>
internal static class PointProfiles
{
    private const int CanonMagnification = 5; // of the rectangle whose corner a Canon takes
    private const int SonyWidth = 640; // a grid that does not depend on the sensor
    private const int SonyHeight = 480;

    /// <summary>All of them. The first whose place is listed counts.</summary>
    public static IReadOnlyList<PointProfile> All { get; } =
    [
        new()
        {
            Make = "Nikon",
            Magnifier = "liveviewimagezoomratio",
            Place = "changeafarea",
            Spell = static at => at.Sensor.Pixels == 0 ? null : Text($"{Scale(at.X, at.Sensor.Width)}x{Scale(at.Y, at.Sensor.Height)}"),
            Focus = ("autofocusdrive", "1"),
            OutOfFocus = "focus",
        },
        new()
        {
            Make = "Canon",
            Magnifier = "eoszoom",
            Magnifications = ["1", "5", "10"],
            Place = "eoszoomposition",
            Spell = static at => at.Sensor.Pixels == 0 ? null : Text($"{Corner(at.X, at.Sensor.Width)},{Corner(at.Y, at.Sensor.Height)}"),
            Focus = ("autofocusdrive", "1"),
            EndOfFocus = ("cancelautofocus", "1"),
            FocusTime = TimeSpan.FromSeconds(1.5),
        },
        new()
        {
            Make = "Sony",
            Place = "spotfocusarea",
            Spell = static at => Text($"{Scale(at.X, SonyWidth)},{Scale(at.Y, SonyHeight)}"),
            Focus = ("autofocus", "1"),
            EndOfFocus = ("autofocus", "0"),
            FocusTime = TimeSpan.FromSeconds(1.5),
        },
    ];

    private static int Scale(double share, int size) => Math.Clamp((int)Math.Round(share * size), 0, size - 1);

    /// <summary>Where the magnified rectangle begins, so that the place is in its centre, as far as the picture goes.</summary>
    private static int Corner(double share, int size) =>
        Math.Clamp((int)Math.Round((share * size) - (size / (2.0 * CanonMagnification))), 0, size - (size / CanonMagnification));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
