using System.Text.Json;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// A message of a viewer. <c>{"ack":42}</c>: frame 42 was presented. <c>{"ack":42,"skipped":true}</c>: it was not, and the viewer is ready
/// for the next. <c>{"want":{"source":true,"blur":false}}</c>: the parts that it needs. One message may have both.
/// </summary>
/// <param name="Ack">Sequence number of the frame it is done with; null when the message acknowledges none.</param>
/// <param name="Skipped">Whether that frame was not shown, so it does not count for latency.</param>
/// <param name="Wants">What it wants from now on; null when the message does not say.</param>
internal readonly record struct ViewerMessage(long? Ack, bool Skipped, FrameParts? Wants)
{
    /// <summary>Longer messages are rejected.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Reads a message. Unknown properties are ignored, so that an older server serves a newer page.</summary>
    /// <returns>False when it is not a JSON object, or a value has the wrong type. It never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ViewerMessage message)
    {
        message = default;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && TryReadObject(ref reader, ref message) && !reader.Read();
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException) // the latter: half a character in a name
        {
            return false;
        }
    }

    private static bool TryReadObject(ref Utf8JsonReader reader, ref ViewerMessage message)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ack"u8))
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var sequence))
                    return false;
                message = message with { Ack = sequence };
            }
            else if (reader.ValueTextEquals("skipped"u8))
            {
                if (!TryReadBool(ref reader, out var skipped))
                    return false;
                message = message with { Skipped = skipped };
            }
            else if (reader.ValueTextEquals("want"u8))
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !TryReadWants(ref reader, out var wants))
                    return false;
                message = message with { Wants = wants };
            }
            else
            {
                reader.Skip();
            }
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadWants(ref Utf8JsonReader reader, out FrameParts wants)
    {
        wants = FrameParts.Sharp; // a viewer always gets the deblurred picture
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = reader.ValueTextEquals("source"u8) ? FrameParts.Source
                : reader.ValueTextEquals("blur"u8) ? FrameParts.Blur | FrameParts.Confidence // one is of no use without the other
                : FrameParts.None;
            if (part == FrameParts.None)
            {
                reader.Skip();
                continue;
            }
            if (!TryReadBool(ref reader, out var wanted))
                return false;
            wants = wanted ? wants | part : wants & ~part;
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadBool(ref Utf8JsonReader reader, out bool value)
    {
        value = false;
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            return false;
        value = reader.GetBoolean();
        return true;
    }
}
