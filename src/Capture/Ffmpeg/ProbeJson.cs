using System.Globalization;
using System.Text.Json;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>Members of an answer of <c>ffprobe</c>, of which none need be there, or be what it should.</summary>
internal static class ProbeJson
{
    /// <summary>A member; of no kind when it is not there.</summary>
    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The items of a list; none when it is not a list.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    /// <summary>The members of a member.</summary>
    public static JsonElement.ObjectEnumerator Members(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject() : default;

    /// <summary>A text.</summary>
    public static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A finite number, as such or as text.</summary>
    public static double? Number(JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        { ValueKind: JsonValueKind.String } value
            when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) => number,
        _ => null,
    };
}
