using System.Text.Json;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// A message of a viewer. <c>{"ack":42}</c>: frame 42 was presented. <c>{"ack":42,"skipped":true}</c>: it was not, and the viewer is ready
/// for the next. <c>{"ack":42,"began":100.1,"received":120.5,"painted":131}</c>: with the times of <see cref="AckTimes"/>, in milliseconds.
/// <c>{"want":{"source":true,"blur":false}}</c>: the parts that it needs.
/// <c>{"view":{"width":1600,"height":900,"sourcePixels":false}}</c>: how large it shows them, as <see cref="ViewerView"/>. One message may
/// have several of these.
/// </summary>
/// <param name="Ack">Sequence number of the frame it is done with; null when the message acknowledges none.</param>
/// <param name="Skipped">Whether that frame was not shown, so it does not count for latency.</param>
/// <param name="Times">When the frame came and was shown; null when the message does not say, or not in this order.</param>
/// <param name="Wants">What it wants from now on; null when the message does not say.</param>
/// <param name="View">What it shows from now on; null when the message does not say.</param>
internal readonly record struct ViewerMessage(long? Ack, bool Skipped, AckTimes? Times, FrameParts? Wants, ViewerView? View)
{
    /// <summary>Longer messages are rejected.</summary>
    public const int MaxBytes = 1024;

    private const double LargestSide = 1 << 20; // pixels: no screen has as many
    private const double LongestTime = 1e15; // milliseconds: the clocks of browsers count from the page's start, or from 1970

    /// <summary>Reads a message. Unknown properties are ignored, so that an older server serves a newer page.</summary>
    /// <returns>False when it is not a JSON object, or a value has the wrong type or is out of range. It never throws.</returns>
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
        var (began, received, painted) = (double.NaN, double.NaN, double.NaN);
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
            else if (reader.ValueTextEquals("view"u8))
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !TryReadView(ref reader, out var view))
                    return false;
                message = message with { View = view };
            }
            else if (reader.ValueTextEquals("began"u8))
            {
                if (!TryReadNumber(ref reader, LongestTime, out began))
                    return false;
            }
            else if (reader.ValueTextEquals("received"u8))
            {
                if (!TryReadNumber(ref reader, LongestTime, out received))
                    return false;
            }
            else if (reader.ValueTextEquals("painted"u8))
            {
                if (!TryReadNumber(ref reader, LongestTime, out painted))
                    return false;
            }
            else
            {
                reader.Skip();
            }
        }
        if (began <= received && received <= painted) // false where one is missing
            message = message with { Times = new AckTimes(began / 1000, received / 1000, painted / 1000) };
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadWants(ref Utf8JsonReader reader, out FrameParts wants)
    {
        wants = FrameParts.Sharp; // a viewer always gets the deblurred picture
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = reader.ValueTextEquals("source"u8) ? FrameParts.Source
                : reader.ValueTextEquals("blur"u8) ? FrameParts.Maps // one is of no use without the other
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

    private static bool TryReadView(ref Utf8JsonReader reader, out ViewerView view)
    {
        var (width, height, sourcePixels) = (double.NaN, double.NaN, false);
        view = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("width"u8))
            {
                if (!TryReadNumber(ref reader, LargestSide, out width))
                    return false;
            }
            else if (reader.ValueTextEquals("height"u8))
            {
                if (!TryReadNumber(ref reader, LargestSide, out height))
                    return false;
            }
            else if (reader.ValueTextEquals("sourcePixels"u8))
            {
                if (!TryReadBool(ref reader, out sourcePixels))
                    return false;
            }
            else
            {
                reader.Skip();
            }
        }
        view = new ViewerView(width, height, sourcePixels);
        return width > 0 && height > 0 && reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, double largest, out double value)
    {
        value = double.NaN;
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value)
            && value >= 0 && value <= largest;
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
