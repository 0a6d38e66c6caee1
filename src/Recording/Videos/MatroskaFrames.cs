using System.Buffers.Binary;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// Writes raw frames with exact times onto a pipe, as the least Matroska that <c>ffmpeg</c> reads (RFC 9559): a head, then each frame in a
/// cluster of its own. Time counts in nanoseconds, finer than any video's ticks, so that the reader finds each tick again.
/// </summary>
/// <remarks>Nothing is allocated for a frame, and without alpha its pixels are copied only into the pipe.</remarks>
internal sealed class MatroskaFrames
{
    private const int NanosecondsPerSecond = 1_000_000_000;
    private const int TimeAt = 14, SizeAt = 23, BlockSizeAt = 4, ClusterBytes = 35, BlockHead = 4;

    private readonly Stream _output;
    private readonly Rational _timeBase;
    private readonly byte[]? _bgra; // pixels and alpha together

    /// <summary>A cluster up to its pixels; sizes and time are filled in for each frame.</summary>
    private readonly byte[] _cluster =
    [
        0x1F, 0x43, 0xB6, 0x75, 1, 0, 0, 0, 0, 0, 0, 0, // Cluster, its size in seven bytes
        0xE7, 0x88, 0, 0, 0, 0, 0, 0, 0, 0, // Timestamp, eight bytes
        0xA3, 1, 0, 0, 0, 0, 0, 0, 0, // SimpleBlock, its size
        0x81, 0, 0, 0x80, // track 1, at the cluster's time, a keyframe
    ];

    /// <summary>Writes the head of the file.</summary>
    /// <param name="output">The encoder's input; stays the caller's.</param>
    /// <param name="size">Size of every frame.</param>
    /// <param name="timeBase">Seconds of a tick.</param>
    /// <param name="frameRate">Frames a second, which the encoder plans with; unknown is allowed.</param>
    /// <param name="alpha">Whether every frame comes with alpha.</param>
    public MatroskaFrames(Stream output, FrameSize size, Rational timeBase, Rational frameRate, bool alpha = false)
    {
        (_output, _timeBase) = (output, timeBase);
        _bgra = alpha ? new byte[checked((int)(size.Pixels * AlphaPixels.Bytes))] : null;
        var bytes = size.Pixels * (alpha ? AlphaPixels.Bytes : PixelFormat.Bgr24.BytesPerPixel());
        SetSize(SizeAt, BlockHead + bytes);
        SetSize(BlockSizeAt, ClusterBytes - 12 + bytes);
        output.Write(Head(size, frameRate, alpha));
    }

    /// <summary>Writes a frame as one cluster.</summary>
    /// <param name="frame">Published.</param>
    /// <param name="alpha">A byte for each pixel, where frames come with alpha.</param>
    /// <param name="time">In ticks; not negative.</param>
    /// <exception cref="IOException">The reader is gone.</exception>
    public void Write(Frame frame, ReadOnlySpan<byte> alpha, long time)
    {
        var nanoseconds = (((Int128)time * _timeBase.Numerator * NanosecondsPerSecond) + (
            _timeBase.Denominator / 2)) / _timeBase.Denominator;
        BinaryPrimitives.WriteInt64BigEndian(_cluster.AsSpan(TimeAt), (long)nanoseconds);
        _output.Write(_cluster);
        if (_bgra is not null)
            AlphaPixels.Merge(frame.Pixels, alpha, _bgra);
        _output.Write(_bgra ?? frame.Pixels);
    }

    /// <summary>A size in eight bytes, whose first bit says that it has eight (RFC 8794, section 4).</summary>
    private void SetSize(int at, long size) => BinaryPrimitives.WriteInt64BigEndian(_cluster.AsSpan(at), size + (1L << 56));

    private static byte[] Head(FrameSize size, Rational frameRate, bool alpha) =>
    [
        .. Element([0x1A, 0x45, 0xDF, 0xA3], // EBML: Matroska, version 4, readable as version 2
        [
            .. Number([0x42, 0x86], 1), .. Number([0x42, 0xF7], 1), .. Number([0x42, 0xF2], 4), .. Number([0x42, 0xF3], 8),
            .. Element([0x42, 0x82], "matroska"u8), .. Number([0x42, 0x87], 4), .. Number([0x42, 0x85], 2),
        ]),
        0x18, 0x53, 0x80, 0x67, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // Segment, of unknown size
        .. Element([0x15, 0x49, 0xA9, 0x66], // Info: TimestampScale of one nanosecond
        [
            .. Number([0x2A, 0xD7, 0xB1], 1), .. Element([0x4D, 0x80], "p2ikt-live"u8), .. Element([0x57, 0x41], "p2ikt-live"u8),
        ]),
        .. Element([0x16, 0x54, 0xAE, 0x6B], Element([0xAE], // Tracks, with one TrackEntry: number, identity, video, no lacing
        [
            .. Number([0xD7], 1), .. Number([0x73, 0xC5], 1), .. Number([0x83], 1), .. Number([0x9C], 0),
            .. Element([0x86], "V_UNCOMPRESSED"u8),
            // DefaultDuration
            .. frameRate.IsKnown ? Number([0x23, 0xE3, 0x83], (long)Math.Round(NanosecondsPerSecond / frameRate.Value)) : [],
            // 24 bits without
            .. Element([0xE0], [.. Number([0xB0], size.Width), .. Number([0xBA], size.Height),
            .. Element([0x2E, 0xB5, 0x24], alpha ? "BGRA"u8 : "BGR\x18"u8)]),
        ])),
    ];

    private static byte[] Element(ReadOnlySpan<byte> id, ReadOnlySpan<byte> content)
    {
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, (long)content.Length + (1L << 56));
        return [.. id, .. size, .. content];
    }

    private static byte[] Number(ReadOnlySpan<byte> id, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return Element(id, bytes);
    }
}
