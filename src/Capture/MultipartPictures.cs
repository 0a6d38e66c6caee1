using System.Globalization;
using System.Text;

namespace P2IKT.Live.Capture;

/// <summary>
/// Takes the parts out of a multipart/x-mixed-replace body. A part's length is believed when it is told; otherwise the part ends
/// at the next boundary, which is whatever the first boundary line was: cameras are careless about the declared one.
/// </summary>
internal sealed class MultipartPictures(Stream body)
{
    private const int LargestPicture = 64 << 20;
    private const int LongestHeader = 16 << 10;
    private byte[] _buffer = new byte[256 << 10];
    private byte[] _boundary = [];
    private int _start; // of what is not yet consumed
    private int _end; // of what was received
    private int _length;

    /// <summary>The latest part; valid until the next <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_start, _length);

    /// <summary>Waits for the next part; false when the body has ended.</summary>
    /// <exception cref="IOException">The body is no multipart of pictures, or the connection broke.</exception>
    public bool Next(CancellationToken stop)
    {
        _start += _length;
        _length = 0;
        int? told = null;
        var inHeaders = false;
        while (TryReadLine(stop, out var line))
        {
            if (!inHeaders)
            {
                inHeaders = line.StartsWith("--"u8);
                if (inHeaders && _boundary.Length == 0)
                    _boundary = [.. "\r\n"u8, .. line];
            }
            else if (line.IsEmpty)
            {
                return told is { } known ? Take(known, stop) : TakeToBoundary(stop);
            }
            else if (LengthIn(line) is { } length)
            {
                told = length is > 0 and <= LargestPicture ? length : throw new IOException("A picture of the stream has an absurd length.");
            }
        }
        return false;
    }

    /// <summary>What the line says about the length of the part; null when it is about something else.</summary>
    private static int? LengthIn(ReadOnlySpan<byte> line)
    {
        var name = "Content-Length:"u8;
        return line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name)
            && int.TryParse(line[name.Length..], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var length) ? length : null;
    }

    private bool Take(int length, CancellationToken stop)
    {
        while (_end - _start < length)
        {
            if (!Receive(stop))
                return false;
        }
        _length = length;
        return true;
    }

    private bool TakeToBoundary(CancellationToken stop)
    {
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(_boundary);
            if (at >= 0)
            {
                _length = searched + at;
                return true;
            }
            searched = Math.Max(0, _end - _start - _boundary.Length);
            if (!Receive(stop))
                return false;
        }
    }

    /// <summary>A line without its end, valid until the next; false at the end of the body.</summary>
    private bool TryReadLine(CancellationToken stop, out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var at = rest.IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = rest[..at].TrimEnd((byte)'\r');
                _start += at + 1;
                return true;
            }
            if (rest.Length > LongestHeader)
                throw new IOException("The stream is not a sequence of pictures.");
            if (!Receive(stop))
            {
                line = default;
                return false;
            }
        }
    }

    private bool Receive(CancellationToken stop)
    {
        if (_start > 0 && _end == _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length > LargestPicture)
                throw new IOException("A picture of the stream does not end.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        // Waited for here, on the capture thread, but read asynchronously: only so can it be cancelled.
        var reading = body.ReadAsync(_buffer.AsMemory(_end), stop);
        var got = reading.IsCompletedSuccessfully ? reading.Result : reading.AsTask().GetAwaiter().GetResult();
        _end += got;
        return got > 0;
    }
}
