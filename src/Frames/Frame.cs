using System.Diagnostics;
using System.Runtime.InteropServices;

namespace P2IKT.Live.Frames;

/// <summary>
/// One owner's handle on a picture in a pooled buffer. The buffer goes back to its <see cref="FramePool"/> when the last
/// handle is disposed.
/// </summary>
/// <remarks>
/// A frame begins as a draft: its owner writes through <see cref="Draft"/> and then calls <see cref="Publish"/>;
/// from there on the pixels are read-only for everyone. <c>OnNext</c> lends: an observer that needs the frame longer calls
/// <see cref="Share"/> inside <c>OnNext</c> and disposes the share. Different handles may be used on different threads; one
/// handle belongs to one thread at a time.
/// </remarks>
public sealed class Frame : IDisposable
{
    private FrameBuffer? _buffer;

    internal Frame(FrameBuffer buffer)
    {
        _buffer = buffer;
        buffer.Pool.Ledger?.Opened(this);
    }

    /// <summary>Size in pixels.</summary>
    public FrameSize Size => Buffer.Pool.Size;

    /// <summary>Bytes from one row to the next; rows are packed.</summary>
    public int Stride => Buffer.Pool.Size.Width * Format.BytesPerPixel();

    /// <summary>Layout of a pixel.</summary>
    public PixelFormat Format => Buffer.Pool.Format;

    /// <summary>Number of the frame in its stream, from 0, counting those that were dropped.</summary>
    public long Sequence => Buffer.Sequence;

    /// <summary>When the camera delivered the frame, in ticks of <see cref="Stopwatch.GetTimestamp"/> (monotonic).</summary>
    public long CapturedAt => Buffer.CapturedAt;

    /// <summary>The pixels, row after row, <see cref="Stride"/> bytes each; valid until this handle is disposed.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public ReadOnlySpan<byte> Pixels => Buffer.Bytes;

    /// <summary>The values of a <see cref="PixelFormat.Float32"/> frame, row after row.</summary>
    /// <exception cref="InvalidOperationException">The frame holds another format.</exception>
    public ReadOnlySpan<float> Values => MemoryMarshal.Cast<byte, float>(Format == PixelFormat.Float32
        ? Pixels
        : throw new InvalidOperationException($"A {Format} frame holds no float values."));

    /// <summary>The pixels, writable: for the one that rented the frame, until it publishes.</summary>
    /// <exception cref="InvalidOperationException">The frame is published, and so read-only.</exception>
    public Span<byte> Draft => Buffer.Published
        ? throw new InvalidOperationException("A published frame is read-only: others may be reading it.")
        : Buffer.Bytes;

    /// <summary>The values of a <see cref="PixelFormat.Float32"/> draft, writable on the terms of <see cref="Draft"/>.</summary>
    /// <exception cref="InvalidOperationException">The frame is published, or holds another format.</exception>
    public Span<float> DraftValues => MemoryMarshal.Cast<byte, float>(Format == PixelFormat.Float32
        ? Draft
        : throw new InvalidOperationException($"A {Format} frame holds no float values."));

    /// <summary>
    /// Address of the first pixel, for native and vectorised code: a multiple of 64, the same as long as the buffer lives. They may
    /// write only before <see cref="Publish"/>.
    /// </summary>
    public nint Address => Buffer.Address;

    private FrameBuffer Buffer => _buffer ?? throw new ObjectDisposedException(nameof(Frame));

    /// <summary>Ends the draft: stamps the frame and makes it read-only.</summary>
    /// <param name="sequence">Number of the frame in its stream.</param>
    /// <param name="capturedAt">Capture time in ticks of <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <exception cref="InvalidOperationException">It is published already.</exception>
    public void Publish(long sequence, long capturedAt)
    {
        if (Buffer.Published)
            throw new InvalidOperationException("The frame is published already.");
        Buffer.Publish(sequence, capturedAt);
    }

    /// <summary>Another handle on the same picture, owned and disposed by the caller.</summary>
    /// <exception cref="InvalidOperationException">The frame is a draft: it has one owner until it is published.</exception>
    public Frame Share() => Buffer.Published
        ? Buffer.AddHandle()
        : throw new InvalidOperationException("A draft cannot be shared: publish it first.");

    /// <summary>Gives up this handle. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is not { } buffer)
            return;
        buffer.Pool.Ledger?.Closed(this);
        buffer.ReleaseHandle();
    }
}
