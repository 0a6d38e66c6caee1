using System.Diagnostics;
using System.Numerics;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// One frame as viewers get it: its parts as bytes, shared by all tasks that send them. The last <see cref="Release"/> returns it, with its
/// buffers, to its <see cref="EncodedFramePool"/>.
/// </summary>
/// <remarks>
/// Only the encoder thread adds parts. A part is complete before a viewer that wants it gets the frame, so a sender never sees it change.
/// The object itself counts its holders: a handle for each viewer and frame would be garbage.
/// </remarks>
internal sealed class EncodedFrame(EncodedFramePool pool)
{
    private const int MaxParts = 4 + FrameOverlays.Max; // sharp, source, blur, confidence, and each overlay
    private readonly byte[][] _bytes = Enumerable.Repeat(Array.Empty<byte>(), MaxParts).ToArray();
    private readonly int[] _lengths = new int[MaxParts];
    private int _holders;

    /// <summary>Distinguishes frames of this preview, even where a new source begins to count from 0 again.</summary>
    public long Version { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>Capture time in ticks of <see cref="Stopwatch"/>.</summary>
    public long CapturedAt { get; private set; }

    public FrameSize Size { get; private set; }

    public FrameSize BlurSize { get; private set; }

    public int BlurStride { get; private set; }

    public FrameParts Parts { get; private set; }

    /// <summary>Bytes of one part; empty when it is not among <see cref="Parts"/>.</summary>
    public ReadOnlyMemory<byte> this[FrameParts part] => _bytes[Index(part)].AsMemory(0, _lengths[Index(part)]);

    public void Begin(long version, DeblurredFrame frame)
    {
        Version = version;
        Sequence = frame.Source.Sequence;
        CapturedAt = frame.Source.CapturedAt;
        Size = frame.Source.Size;
        BlurSize = frame.Blur.Size;
        BlurStride = frame.BlurStride;
        Parts = FrameParts.None;
        Array.Clear(_lengths);
        _holders = 1;
    }

    /// <summary>Room for <paramref name="length"/> bytes of a part, which is then complete once they are written.</summary>
    public Span<byte> Add(FrameParts part, int length)
    {
        var index = Index(part);
        if (_bytes[index].Length < length) // a power of two, so that JPEGs of varying size reuse one array
            _bytes[index] = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)length));
        _lengths[index] = length;
        Parts |= part;
        return _bytes[index].AsSpan(0, length);
    }

    public void Retain() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            pool.Return(this);
    }

    private static int Index(FrameParts part) => BitOperations.TrailingZeroCount((int)part);
}
