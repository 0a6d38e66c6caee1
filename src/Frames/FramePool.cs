using System.Diagnostics.CodeAnalysis;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Frames;

/// <summary>
/// A fixed number of preallocated buffers at fixed addresses for frames of one size. It never grows and never blocks: with no buffer
/// free, <see cref="TryRent"/> says no, the caller drops its frame, and <see cref="Exhausted"/> counts it.
/// </summary>
/// <remarks>
/// Thread-safe. The buffers lie outside the managed heap (<see cref="NativeArray{T}"/>), so native code (OpenCV, ONNX Runtime) writes
/// into them directly. A rented buffer still holds what was in it before: the owner writes every byte.
/// Disposing the pool refuses further rents and frees the buffers; frames still out stay valid until their owners dispose them, and
/// their buffers are freed then.
/// </remarks>
public sealed class FramePool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FrameBuffer[] _free;
    private int _freeCount;
    private int _outstanding;
    private long _exhausted;
    private bool _disposed;

    /// <summary>Allocates all buffers at once.</summary>
    /// <param name="size">Width and height of every frame, in pixels.</param>
    /// <param name="count">
    /// Number of buffers. The sum over all mailboxes of their depth, plus one for each place that holds a frame while it
    /// works on it (the source's draft included), is enough for no frame to be dropped for want of a buffer.
    /// </param>
    /// <param name="format">Layout of a pixel.</param>
    /// <exception cref="ArgumentOutOfRangeException">No buffers, a default size, or more than 2 GB a frame.</exception>
    public FramePool(FrameSize size, int count, PixelFormat format = PixelFormat.Bgr24)
        : this(size, count, format, ledger: null)
    {
    }

    /// <summary>Allocates all buffers at once, and records every handle, in tests.</summary>
    /// <param name="size">Width and height of every frame, in pixels.</param>
    /// <param name="count">Number of buffers.</param>
    /// <param name="format">Layout of a pixel.</param>
    /// <param name="ledger">Records the handles; null: nothing does.</param>
    public FramePool(FrameSize size, int count, PixelFormat format, FrameLedger? ledger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Pixels, 1, nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size.Pixels, Array.MaxLength / format.BytesPerPixel(), nameof(size));
        Size = size;
        Format = format;
        Count = count;
        Ledger = ledger;
        var bytes = (int)(size.Pixels * format.BytesPerPixel());
        _free = new FrameBuffer[count];
        for (var i = 0; i < count; i++)
            _free[i] = new FrameBuffer(this, bytes);
        _freeCount = count;
    }

    /// <summary>Size of every frame, in pixels.</summary>
    public FrameSize Size { get; }

    /// <summary>Layout of a pixel.</summary>
    public PixelFormat Format { get; }

    /// <summary>Number of buffers, free or out; constant.</summary>
    public int Count { get; }

    /// <summary>Buffers that some handle still holds. Zero once every owner has disposed its frames.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
                return _outstanding;
        }
    }

    /// <summary>How often <see cref="TryRent"/> found no free buffer.</summary>
    public long Exhausted => Interlocked.Read(ref _exhausted);

    /// <summary>Takes a free buffer as an unpublished frame, which the caller fills, publishes and disposes.</summary>
    /// <returns>False when every buffer is out: drop the picture.</returns>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public bool TryRent([NotNullWhen(true)] out Frame? frame)
    {
        FrameBuffer? buffer = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_freeCount > 0)
            {
                buffer = Take();
                _outstanding++;
            }
        }
        if (buffer is null)
        {
            Interlocked.Increment(ref _exhausted);
            frame = null;
            return false;
        }
        frame = buffer.Rent();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_freeCount > 0)
                Take().Dispose();
        }
    }

    /// <summary>Who watches the handles, in tests.</summary>
    internal FrameLedger? Ledger { get; }

    internal void Return(FrameBuffer buffer)
    {
        if (Ledger is not null)
            buffer.Bytes.Fill(FrameLedger.Poison);
        lock (_gate)
        {
            if (_outstanding == 0)
                throw new InvalidOperationException("A buffer was returned twice.");
            _outstanding--;
            if (_disposed)
                buffer.Dispose();
            else
                _free[_freeCount++] = buffer;
        }
    }

    /// <summary>The buffer that came back last: the others' pages stay untouched until they are needed.</summary>
    private FrameBuffer Take() => _free[--_freeCount];
}
