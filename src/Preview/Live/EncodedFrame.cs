using System.Diagnostics;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// One frame as viewers get it: its parts as bytes, shared by all tasks that send them. A picture may be there in several forms. The last
/// <see cref="Release"/> returns it, with its buffers, to its <see cref="EncodedFramePool"/>.
/// </summary>
/// <remarks>
/// Only the encoder thread adds parts. A part is complete before a viewer that wants it gets the frame, so a sender never sees it change.
/// The object itself counts its holders: a handle for each viewer and frame would be garbage.
/// </remarks>
internal sealed class EncodedFrame(EncodedFramePool pool) : IDisposable
{
    private EncodedPart[] _parts = new EncodedPart[4]; // replaced when it grows: a sender may read the one before
    private int _count;
    private int _holders;

    /// <summary>Distinguishes frames of this preview, even where a new source begins to count from 0 again.</summary>
    public long Version { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>Capture time in ticks of <see cref="Stopwatch"/>.</summary>
    public long CapturedAt { get; private set; }

    public FrameSize Size { get; private set; }

    public FrameSize BlurSize { get; private set; }

    public int BlurStride { get; private set; }

    /// <summary>What held still and was refined; null: nothing.</summary>
    public RefinedArea? Refined { get; private set; }

    /// <summary>Share of the picture that holds still, 0 to 1.</summary>
    public double StillShare { get; private set; }

    /// <summary>Bytes of one part; empty when it has not been added.</summary>
    /// <param name="part">One part.</param>
    /// <param name="form">The form of <see cref="FrameParts.Sharp"/> and <see cref="FrameParts.Source"/>; others have only one.</param>
    public ReadOnlyMemory<byte> this[FrameParts part, PictureForm form] =>
        Find(part, form) is { } found ? found.Bytes : default;

    public void Begin(long version, DeblurredFrame frame)
    {
        Version = version;
        Sequence = frame.Source.Sequence;
        CapturedAt = frame.Source.CapturedAt;
        Size = frame.Source.Size;
        BlurSize = frame.Blur.Size;
        BlurStride = frame.BlurStride;
        Refined = frame.Refined;
        StillShare = frame.StillShare;
        _count = 0;
        _holders = 1;
    }

    /// <summary>Those of some parts that it does not have in a form.</summary>
    public FrameParts Missing(FrameParts parts, PictureForm form)
    {
        var missing = FrameParts.None;
        for (var rest = (int)parts; rest != 0; rest &= rest - 1)
        {
            var part = (FrameParts)(rest & -rest);
            if (Find(part, form) is null)
                missing |= part;
        }
        return missing;
    }

    /// <summary>Room for <paramref name="length"/> bytes of a part, which is then complete once they are written.</summary>
    public Span<byte> Add(FrameParts part, PictureForm form, int length)
    {
        if (_count == _parts.Length)
            Array.Resize(ref _parts, 2 * _count);
        ref var added = ref _parts[_count];
        added ??= new EncodedPart();
        var bytes = added.Begin(part, form, length);
        _count++;
        return bytes;
    }

    public void Retain() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            pool.Return(this);
    }

    /// <summary>Frees its buffers: the pool's part, once nobody holds it.</summary>
    public void Dispose()
    {
        foreach (var part in _parts)
            part?.Dispose();
    }

    private EncodedPart? Find(FrameParts part, PictureForm form)
    {
        var parts = _parts;
        for (var i = 0; i < _count && i < parts.Length; i++)
        {
            if (parts[i].Part == part && (parts[i].Form == form || (part & FrameParts.Formed) == 0))
                return parts[i];
        }
        return null;
    }

    /// <summary>A part in one form; its buffer is reused for parts of later frames.</summary>
    private sealed class EncodedPart : IDisposable
    {
        private NativeBuffer<byte>? _buffer; // pictures of some hundred kilobytes: the heap for large objects would be collected

        public FrameParts Part { get; private set; }

        public PictureForm Form { get; private set; }

        public ReadOnlyMemory<byte> Bytes { get; private set; }

        public Span<byte> Begin(FrameParts part, PictureForm form, int length)
        {
            _buffer = NativeBuffer.WithRoom(_buffer, length);
            (Part, Form, Bytes) = (part, form, _buffer.Memory[..length]);
            return _buffer.GetSpan()[..length];
        }

        public void Dispose() => _buffer?.Dispose();
    }
}
