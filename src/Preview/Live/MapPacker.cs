using System.IO.Compression;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Compresses the blur map and its confidence for slow links, without loss: the low bytes of all radii, then their high bytes, which are
/// much alike, then the confidences; raw deflate (RFC 1951). Used by one thread.
/// </summary>
internal sealed class MapPacker : IDisposable
{
    private readonly MemoryStream _packed = new();
    private NativeBuffer<byte>? _buffer;

    /// <summary>The bytes for one frame; valid until the next call.</summary>
    public ReadOnlySpan<byte> Pack(DeblurredFrame frame)
    {
        var radii = frame.Blur.Values;
        var count = radii.Length;
        _buffer = NativeBuffer.WithRoom(_buffer, 5 * count);
        var planes = _buffer.GetSpan();
        var halves = planes.Slice(3 * count, 2 * count);
        MapBytes.WriteRadii(radii, halves);
        for (var i = 0; i < count; i++)
            (planes[i], planes[count + i]) = (halves[2 * i], halves[(2 * i) + 1]);
        MapBytes.WriteConfidences(frame.Confidence.Values, planes.Slice(2 * count, count));
        _packed.SetLength(0);
        using (var deflate = new DeflateStream(_packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(planes[..(3 * count)]);
        return _packed.GetBuffer().AsSpan(0, (int)_packed.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _packed.Dispose();
        _buffer?.Dispose();
    }
}
