using System.Globalization;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Tethering.Lens;

/// <summary>
/// The lens drives that libgphoto2 has, one for each make (camlibs/ptp2/config.c). They are found by the name and the shape of their
/// widget, not by a version of the library. Negative steps are nearer.
/// </summary>
internal static class LensProfiles
{
    private const string Shared = "manualfocusdrive";
    private const string LensMustBeOnAutofocus =
        "Set the lens and the camera to AF (AF-S, One Shot): this camera drives its lens only then.";
    private const string CameraMustBeOnManualFocus = "Set the camera's focus mode to MF: this camera drives its lens only then.";
    private static readonly string[] FocusModes = ["focusmode", "focusmode2"];
    private static readonly LensPrecondition OnAutofocus = new(FocusModes, static value => !IsManual(value), LensMustBeOnAutofocus);
    private static readonly LensPrecondition OnManualFocus =
        new(FocusModes, static value => IsManual(value) || !value.Contains("AF", StringComparison.Ordinal), CameraMustBeOnManualFocus);

    /// <summary>All of them. The first that matches counts.</summary>
    public static IReadOnlyList<LensProfile> All { get; } =
    [
        new()
        {
            Make = "Nikon",
            Widget = Shared,
            Matches = static (widget, _) => widget is { Kind: CameraSettingKind.Range, Minimum: <= -1000, Maximum: >= 1000 },
            Sizes = [new LensStepSize("pulse", 1, IsExact: true, MaxStepsPerOrder: 32_767)],
            StepTimes = [TimeSpan.Zero],
            Write = static (_, steps, _) => new LensWrite(steps.ToString(CultureInfo.InvariantCulture), Math.Abs(steps)),
            ReportsEndStops = true,
            DriverWaits = true,
            Preconditions = [OnAutofocus],
        },
        new()
        {
            Make = "Olympus",
            Widget = Shared,
            Matches = static (widget, maker) => IsNearOrFar(widget, sizes: 3) && IsBy(maker, "Olympus", "OM Digital"),
            Sizes = NearOrFar(exact: true, 3.0 / 3, 14.0 / 3, 60.0 / 3),
            StepTimes = Milliseconds(30, 60, 200),
            Write = NearOrFar,
            Preconditions = [OnManualFocus],
        },
        new()
        {
            Make = "Canon",
            Widget = Shared,
            Matches = static (widget, _) => IsNearOrFar(widget, sizes: 3),
            Sizes = NearOrFar(exact: false, 1, 8, 40), // by lens, and not linear
            StepTimes = Milliseconds(30, 60, 200), // EOS Utility sends one each 300 ms
            Write = NearOrFar,
            Preconditions =
            [
                OnAutofocus,
                new(["movieservoaf"], IsOff, "Switch Movie Servo AF off: it drives the lens against the computer."),
                new(["continuousaf"], IsOff, "Switch continuous AF off: it drives the lens against the computer."),
            ],
        },
        new()
        {
            Make = "Panasonic",
            Widget = Shared,
            Matches = static (widget, _) => IsNearOrFar(widget, sizes: 2),
            Sizes = NearOrFar(exact: false, 1, 4), // speeds, until a stop is sent
            StepTimes = Milliseconds(100, 100),
            Write = NearOrFar,
            Stop = ("mfadjust", "Stop"),
            Preconditions = [OnManualFocus],
        },
        new()
        {
            Make = "Sony",
            Widget = "manualfocus",
            Matches = static (widget, _) => widget is { Kind: CameraSettingKind.Range, Minimum: <= -7, Maximum: >= 7 },
            Sizes =
            [
                new LensStepSize("1", 1, IsExact: false, MaxStepsPerOrder: 1), // other values do nothing on many bodies
                new LensStepSize("3", 4, IsExact: false, MaxStepsPerOrder: 1),
                new LensStepSize("7", 200, IsExact: false, MaxStepsPerOrder: 1), // some 50 of the one before
            ],
            StepTimes = Milliseconds(30, 60, 300),
            Write = static (_, steps, size) => new LensWrite(
                (Math.Sign(steps) * ((int[])[1, 3, 7])[size]).ToString(CultureInfo.InvariantCulture), 1),
            Preconditions = [new(FocusModes, IsManual, "Set the camera's focus mode to MF or DMF: this camera drives its lens only then.")],
        },
        new()
        {
            Make = "Fujifilm",
            Widget = Shared,
            Matches = static (widget, _) => PositionOf(widget) is not null,
            Sizes = [new LensStepSize("position", 1, IsExact: true, MaxStepsPerOrder: 32_767)],
            StepTimes = Milliseconds(200),
            Write = Position,
            ReportsEndStops = true,
            Preconditions = [new(FocusModes, IsManual, CameraMustBeOnManualFocus)],
        },
    ];

    private static LensStepSize[] NearOrFar(bool exact, params double[] units) =>
        [.. units.Select((length, size) => new LensStepSize($"Near/Far {size + 1}", length, exact, MaxStepsPerOrder: 1))];

    private static LensWrite NearOrFar(CameraSetting widget, int steps, int size) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{(steps < 0 ? "Near" : "Far")} {size + 1}"), 1);

    /// <summary>The next absolute position: the first two choices of the widget are the ends, where the lens has any.</summary>
    private static LensWrite Position(CameraSetting widget, int steps, int size)
    {
        var now = PositionOf(widget) ?? 0;
        var (near, far) = EndsOf(widget) ?? (short.MinValue, short.MaxValue);
        var wanted = Math.Clamp(now + steps, Math.Min(near, now), Math.Max(far, now));
        var end = wanted == now + steps ? LensEndStop.None : steps < 0 ? LensEndStop.Near : LensEndStop.Far;
        return new LensWrite(wanted.ToString(CultureInfo.InvariantCulture), Math.Abs(wanted - now), end);
    }

    private static int? PositionOf(CameraSetting widget) =>
        int.TryParse(widget.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var position) ? position : null;

    private static (int Near, int Far)? EndsOf(CameraSetting widget)
    {
        if (widget is { Kind: CameraSettingKind.Range, Maximum: var most, Minimum: var least } && most > least)
            return ((int)least, (int)most);
        return widget.Choices is [var first, var second, ..]
            && int.TryParse(first, NumberStyles.Integer, CultureInfo.InvariantCulture, out var near)
            && int.TryParse(second, NumberStyles.Integer, CultureInfo.InvariantCulture, out var far) && far > near
            ? (near, far)
            : null;
    }

    private static bool IsNearOrFar(CameraSetting widget, int sizes) =>
        widget.Kind == CameraSettingKind.Choice
        && Enumerable.Range(1, sizes).All(size => widget.Choices.Contains($"Near {size}") && widget.Choices.Contains($"Far {size}"))
        && !widget.Choices.Contains($"Near {sizes + 1}");

    private static bool IsBy(string maker, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (maker.Contains(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool IsManual(string focusMode) =>
        focusMode.Contains("Manual", StringComparison.OrdinalIgnoreCase) || focusMode.StartsWith("MF", StringComparison.Ordinal)
        || focusMode == "DMF";

    private static bool IsOff(string value) => value is "Off" or "0" or "";

    private static TimeSpan[] Milliseconds(params int[] times) => [.. times.Select(static time => TimeSpan.FromMilliseconds(time))];
}
