using System.Globalization;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>Checks a value before it is sent to a camera.</summary>
internal static class SettingValue
{
    /// <summary>Why a value is not sent, one sentence; null when it is. Only a value that the camera itself names is ever sent.</summary>
    /// <param name="now">The setting as the camera has it.</param>
    /// <param name="value">What the user wants.</param>
    /// <param name="wanted">The same in the driver's words.</param>
    public static string? RejectionReason(CameraSetting now, string value, out string wanted)
    {
        wanted = value;
        if (now.ReadOnly)
            return $"{now.Label} is set on the camera only.";
        switch (now.Kind)
        {
            case CameraSettingKind.Choice:
                wanted = now.Choices.FirstOrDefault(choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? "";
                return now.Choices.Contains(wanted)
                    ? null
                    : $"{now.Label} cannot be '{value}': the camera offers {string.Join(", ", now.Choices)}.";
            case CameraSettingKind.Range:
                return float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= now.Minimum
                    && number <= now.Maximum
                    ? null
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{now.Label} cannot be '{value}': it is a number from {now.Minimum} to {now.Maximum}.");
            case CameraSettingKind.Toggle:
                return value is "1" or "0" ? null : $"{now.Label} cannot be '{value}': it is 1 or 0.";
            default:
                return null;
        }
    }
}
