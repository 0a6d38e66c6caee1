using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Writes the header of a message of <c>WS /live</c>: the length of the JSON as uint32 little-endian, then the JSON. Used by one viewer;
/// its buffers are reused.
/// </summary>
internal sealed class FrameHeader : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;
    private readonly FocusAssist? _focus;
    private readonly FocusSnapshot _snapshot = new();

    /// <param name="focus">Readings of focus points; null writes none.</param>
    public FrameHeader(FocusAssist? focus) => (_json, _focus) = (new Utf8JsonWriter(_buffer), focus);

    /// <summary>The bytes for one frame; valid until the next call.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="granted">The parts that follow; the length of each other part is written as 0.</param>
    /// <param name="latencyMs">Latency of this viewer's last presented frame, from capture to acknowledgement; null before any.</param>
    public ReadOnlyMemory<byte> Write(EncodedFrame frame, FrameParts granted, double? latencyMs)
    {
        _buffer.ResetWrittenCount();
        _buffer.GetSpan(sizeof(uint));
        _buffer.Advance(sizeof(uint));
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("seq"u8, frame.Sequence);
        _json.WriteNumber("capturedAt"u8, Math.Round(frame.CapturedAt * 1000.0 / Stopwatch.Frequency, 3));
        _json.WriteNumber("width"u8, frame.Size.Width);
        _json.WriteNumber("height"u8, frame.Size.Height);
        _json.WriteNumber("sharpBytes"u8, Length(FrameParts.Sharp));
        _json.WriteNumber("sourceBytes"u8, Length(FrameParts.Source));
        _json.WriteNumber("blurBytes"u8, Length(FrameParts.Blur));
        _json.WriteNumber("confidenceBytes"u8, Length(FrameParts.Confidence));
        _json.WriteNumber("blurWidth"u8, frame.BlurSize.Width);
        _json.WriteNumber("blurHeight"u8, frame.BlurSize.Height);
        _json.WriteNumber("blurStride"u8, frame.BlurStride);
        if (latencyMs is { } latency)
            _json.WriteNumber("latencyMs"u8, Math.Round(latency, 2));
        else
            _json.WriteNull("latencyMs"u8);
        if (_focus?.TryRead(frame.Sequence, _snapshot) == true)
            Write(_snapshot);
        _json.WriteEndObject();
        _json.Flush();
        var written = _buffer.WrittenMemory;
        var prefix = MemoryMarshal.AsMemory(written).Span; // our own buffer; its first four bytes are reserved for this
        BinaryPrimitives.WriteUInt32LittleEndian(prefix, (uint)(written.Length - sizeof(uint)));
        return written;

        int Length(FrameParts part) => granted.HasFlag(part) ? frame[part].Length : 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Write(FocusSnapshot snapshot)
    {
        _json.WriteStartObject("focus"u8);
        WriteNumber("share"u8, snapshot.InFocusShare, 3);
        if (snapshot.Region is { Width: > 0 } region)
        {
            _json.WriteStartArray("region"u8);
            foreach (var edge in (ReadOnlySpan<float>)[region.X, region.Y, region.Width, region.Height])
                _json.WriteNumberValue(Math.Round(edge, 4));
            _json.WriteEndArray();
        }
        else
        {
            _json.WriteNull("region"u8);
        }
        _json.WriteStartArray("points"u8);
        foreach (var reading in snapshot.Readings)
        {
            _json.WriteStartObject();
            _json.WriteNumber("id"u8, reading.Point);
            WriteNumber("radius"u8, reading.Radius, 2);
            WriteNumber("confidence"u8, reading.Confidence, 2);
            WriteNumber("trend"u8, reading.Trend, 2);
            WriteNumber("best"u8, reading.Best, 2);
            _json.WriteString("cue"u8, reading.Cue switch
            {
                FocusCue.NotMeasured => "notMeasured"u8,
                FocusCue.NoTexture => "noTexture"u8,
                FocusCue.Approaching => "approaching"u8,
                FocusCue.Leaving => "leaving"u8,
                FocusCue.BackUp => "backUp"u8,
                FocusCue.InFocus => "inFocus"u8,
                _ => "steady"u8,
            });
            _json.WriteBoolean("limited"u8, reading.IsLimitedByLiveView);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteNumber(ReadOnlySpan<byte> name, float value, int digits)
    {
        if (float.IsFinite(value))
            _json.WriteNumber(name, Math.Round(value, digits));
        else
            _json.WriteNull(name);
    }
}
