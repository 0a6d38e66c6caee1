namespace P2IKT.Live.Capture.Network;

/// <summary>
/// What was received of a body and is not yet consumed: one piece of memory that grows for the largest picture and is kept.
/// </summary>
/// <param name="body">Where the bytes come from.</param>
/// <param name="most">Bytes above which nothing is expected to end.</param>
internal sealed class ReceiveBuffer(Stream body, int most)
{
    private byte[] _bytes = new byte[256 << 10];
    private int _start;
    private int _end;

    /// <summary>The bytes; valid until the next <see cref="Receive"/>.</summary>
    public ReadOnlySpan<byte> Rest => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Consumes bytes from the front.</summary>
    public void Skip(int bytes) => _start += bytes;

    /// <summary>Waits until there are so many bytes; false when the body ends before.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public bool Fill(int bytes, CancellationToken stop)
    {
        while (Rest.Length < bytes)
        {
            if (!Receive(stop))
                return false;
        }
        return true;
    }

    /// <summary>Waits for more bytes; false when the body has ended.</summary>
    /// <exception cref="IOException">The connection broke, or there are more bytes than a picture can have.</exception>
    public bool Receive(CancellationToken stop)
    {
        if (_start > 0 && _end == _bytes.Length)
        {
            Rest.CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _bytes.Length)
        {
            if (_bytes.Length > most)
                throw new IOException("A picture of the stream does not end.");
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }
        // Waited for here, on the capture thread, but read asynchronously: only so can it be cancelled.
        var reading = body.ReadAsync(_bytes.AsMemory(_end), stop);
        var received = reading.IsCompletedSuccessfully ? reading.Result : reading.AsTask().GetAwaiter().GetResult();
        _end += received;
        return received > 0;
    }
}
