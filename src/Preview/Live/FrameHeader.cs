using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using P2IKT.Live.Deblur;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Manual;
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
    private readonly ManualFocusSnapshot _manual = new();

    /// <param name="focus">Readings of focus points; null writes none.</param>
    public FrameHeader(FocusAssist? focus) => (_json, _focus) = (new Utf8JsonWriter(_buffer), focus);

    /// <summary>The bytes for one frame; valid until the next call.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="granted">The parts that follow; the length of each other part is written as 0.</param>
    /// <param name="latencyMs">Latency of this viewer's last presented frame, from capture to paint; null before any.</param>
    public ReadOnlyMemory<byte> Write(EncodedFrame frame, PictureRequest granted, double? latencyMs)
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
        _json.WriteNumber("quality"u8, granted.Form.Quality);
        _json.WriteNumber("sharpBytes"u8, Length(FrameParts.Sharp));
        _json.WriteNumber("sourceBytes"u8, Length(FrameParts.Source));
        _json.WriteNumber("blurBytes"u8, Length(FrameParts.Blur));
        _json.WriteNumber("confidenceBytes"u8, Length(FrameParts.Confidence));
        _json.WriteNumber("packedMapsBytes"u8, Length(FrameParts.PackedMaps));
        _json.WriteNumber("blurWidth"u8, frame.BlurSize.Width);
        _json.WriteNumber("blurHeight"u8, frame.BlurSize.Height);
        _json.WriteNumber("blurStride"u8, frame.BlurStride);
        if (frame.Refined is { } refined)
            Write(refined);
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

        int Length(FrameParts part) => granted.Parts.HasFlag(part) ? frame[part, granted.Form].Length : 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    /// <summary>The share, and which tiles where some are and some are not: bits as <see cref="RefinedArea.Bits"/>, in base 64.</summary>
    private void Write(RefinedArea refined)
    {
        _json.WriteNumber("refined"u8, Math.Round(refined.Share, 3));
        if (refined.Share >= 1)
            return;
        _json.WriteStartObject("refinedTiles"u8);
        _json.WriteNumber("side"u8, RefinedArea.TileSide);
        _json.WriteNumber("columns"u8, refined.Columns);
        _json.WriteNumber("rows"u8, refined.Rows);
        _json.WriteBase64String("bits"u8, refined.Bits);
        _json.WriteEndObject();
    }

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
        if (_focus!.TryReadManual(snapshot.Sequence, _manual))
            Write(_manual);
        _json.WriteEndObject();
    }

    private void Write(ManualFocusSnapshot manual)
    {
        _json.WriteStartObject("manual"u8);
        _json.WriteString("status"u8, Text(manual.Status));
        _json.WriteBoolean("flipped"u8, manual.IsFlipped);
        _json.WriteStartArray("points"u8);
        foreach (var point in manual.Points)
        {
            _json.WriteStartObject();
            _json.WriteNumber("id"u8, point.Point);
            _json.WriteString("status"u8, Text(point.Status));
            WriteNumber("offset"u8, point.Offset, 2);
            WriteNumber("sigma"u8, point.Sigma, 2);
            _json.WriteString("advice"u8, point.Advice.ToString());
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Text(ManualFocusStatus status) => status switch
    {
        ManualFocusStatus.Readable => "readable"u8,
        ManualFocusStatus.NoTexture => "noTexture"u8,
        ManualFocusStatus.NotEnoughMotion => "notEnoughMotion"u8,
        ManualFocusStatus.SameDepth => "sameDepth"u8,
        ManualFocusStatus.Inconsistent => "inconsistent"u8,
        ManualFocusStatus.NotMeasured => "notMeasured"u8,
        _ => "singlePoint"u8,
    };

    private void WriteNumber(ReadOnlySpan<byte> name, double value, int digits)
    {
        if (double.IsFinite(value))
            _json.WriteNumber(name, Math.Round(value, digits));
        else
            _json.WriteNull(name);
    }
}
