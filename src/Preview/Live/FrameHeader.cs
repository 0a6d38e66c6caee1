using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Writes the header of a message of <c>WS /live</c>: the length of the JSON as uint32 little-endian, then the JSON. Used by one viewer;
/// its buffers are reused.
/// </summary>
internal sealed class FrameHeader : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;

    public FrameHeader() => _json = new Utf8JsonWriter(_buffer);

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
        _json.WriteNumber("blurWidth"u8, frame.BlurSize.Width);
        _json.WriteNumber("blurHeight"u8, frame.BlurSize.Height);
        _json.WriteNumber("blurStride"u8, frame.BlurStride);
        if (latencyMs is { } latency)
            _json.WriteNumber("latencyMs"u8, Math.Round(latency, 2));
        else
            _json.WriteNull("latencyMs"u8);
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
}
