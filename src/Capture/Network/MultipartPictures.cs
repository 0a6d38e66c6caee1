using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Jpeg;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// Takes the pictures out of a body that a camera sends: parts of a multipart/x-mixed-replace, or JPEG after JPEG without anything between.
/// </summary>
/// <remarks>
/// Cameras are careless about boundaries, lengths and line ends, but not about JPEG: so a JPEG ends at its own end marker, whatever its
/// headers declare. Only for other formats, and for a JPEG that breaks off, the declared length counts, or else the next boundary, which is
/// whatever line stood before the headers. Parts without a picture are skipped.
/// </remarks>
internal sealed class MultipartPictures(Stream body)
{
    private const int LargestPicture = 32 << 20; // above what the largest live frame needs as a JPEG
    private const int LongestLine = 16 << 10;
    private const int MostBeforeTheFirst = 2 << 20; // of bytes that are not a picture, until this counts as something else
    private const int SignatureBytes = 12;
    private readonly ReceiveBuffer _buffer = new(body, LargestPicture);
    private byte[] _boundary = []; // a line without its end
    private byte[] _before = []; // the line before this one, until the boundary is known
    private int _length; // of the current picture, at the front of the buffer
    private bool _isBare; // no headers between the pictures
    private byte[] _completed = []; // a JPEG that came without its end marker, with it
    private bool _isCompleted;

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> JpegStop => [0xFF, 0xD9];

    /// <summary>The latest picture; valid until the next <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Current => _isCompleted ? _completed.AsSpan(0, _length + JpegStop.Length) : Rest[.._length];

    /// <summary>Pictures so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the body was one picture and no more: a snapshot, which has to be asked for again.</summary>
    public bool IsSnapshot => Count == 1 && _isBare;

    private ReadOnlySpan<byte> Rest => _buffer.Rest;

    /// <summary>Waits for the next picture; false when the body has ended.</summary>
    /// <exception cref="IOException">The body does not hold pictures, or the connection broke.</exception>
    public bool Next(CancellationToken stop)
    {
        _buffer.Skip(_length);
        _length = 0;
        _isCompleted = false;
        var declared = 0;
        var skipped = 0;
        var isBeforeTheFirst = Count == 0;
        var sawHeaders = false;
        var sawPart = _isBare || isBeforeTheFirst; // what follows a picture within its part is not another one
        if (isBeforeTheFirst && IsOtherPicture(stop))
            return TakeAll(stop);
        while (true)
        {
            var line = Rest.IndexOf((byte)'\n');
            if (sawPart && (line < 0 ? Rest : Rest[..line]).IndexOf(JpegStart) is >= 0 and var jpeg)
            {
                _buffer.Skip(jpeg);
                _isBare |= isBeforeTheFirst && !sawHeaders;
                return TakeJpeg(declared, stop);
            }
            if (line < 0)
            {
                if (Rest.Length > LongestLine)
                    Skip(Rest.Length - JpegStart.Length, ref skipped); // a start marker may have come in part
                if (!_buffer.Receive(stop))
                    return false;
                continue;
            }
            var text = Rest[..line].TrimEnd((byte)'\r');
            var isHeader = PartText.IsHeader(text);
            if (_boundary.Length == 0 && isHeader)
                _boundary = _before;
            else if (_boundary.Length == 0 && !_isBare)
                _before = [.. text];
            var isBoundary = text.StartsWith("--"u8) || (_boundary.Length > 0 && text.SequenceEqual(_boundary));
            var isEndOfHeaders = text.IsEmpty && sawHeaders;
            declared = isBoundary ? 0 : isHeader && PartText.LengthIn(text, LargestPicture) is { } length ? length : declared;
            sawPart |= isHeader || isBoundary;
            sawHeaders |= isHeader || isBoundary;
            Skip(line + 1, ref skipped);
            if (!isEndOfHeaders || !IsOtherPicture(stop))
                continue;
            if (declared > 0 ? _buffer.Fill(declared, stop) && Found(declared) : TakeToBoundary(stop))
                return true;
        }
    }

    private bool TakeJpeg(int declared, CancellationToken stop)
    {
        var walk = new JpegEnd();
        while (true)
        {
            var progress = walk.Advance(Rest);
            if (progress == JpegProgress.Complete)
                // Damaged, it can swallow the next one.
                return Found(PartText.BoundaryLineIn(Rest[..walk.Position], _boundary) ?? walk.Position);
            if (progress == JpegProgress.Incomplete && _buffer.Receive(stop))
                continue;
            if (declared > 0 && declared <= Rest.Length && declared == PartText.BoundaryLineIn(Rest, _boundary))
                return Completed(declared);
            if (declared > 0 && declared <= walk.Position)
                return Found(declared);
            return Found(BeforeBoundary(Rest[..walk.Position]) ?? (progress == JpegProgress.Broken ? walk.Position : 0));
        }
    }

    /// <summary>
    /// A picture whose length is right and which has no end marker: some cameras leave it out, and decoders insist on it.
    /// </summary>
    private bool Completed(int length)
    {
        if (_completed.Length < length + JpegStop.Length)
            _completed = new byte[Math.Max(length + JpegStop.Length, _completed.Length * 2)];
        Rest[..length].CopyTo(_completed);
        JpegStop.CopyTo(_completed.AsSpan(length));
        _isCompleted = true;
        return Found(length);
    }

    /// <summary>Whether another picture than a JPEG begins here: PNG or WebP.</summary>
    private bool IsOtherPicture(CancellationToken stop)
    {
        _buffer.Fill(SignatureBytes, stop);
        return PictureHeader.IsPng(Rest) || PictureHeader.IsWebP(Rest);
    }

    /// <summary>A single picture and no part: it ends where the body ends.</summary>
    private bool TakeAll(CancellationToken stop)
    {
        while (_buffer.Receive(stop))
        {
            // To the end.
        }
        _isBare = true;
        return Found(Rest.Length);
    }

    private bool TakeToBoundary(CancellationToken stop)
    {
        var searched = 0;
        while (_boundary.Length > 0)
        {
            if (BeforeBoundary(Rest, searched) is { } length)
                return Found(length);
            searched = Math.Max(0, Rest.Length - _boundary.Length);
            if (!_buffer.Receive(stop))
                return false;
        }
        return false;
    }

    /// <summary>Bytes before the next boundary and the line end in front of it; null when there is none.</summary>
    private int? BeforeBoundary(ReadOnlySpan<byte> data, int from = 0)
    {
        var found = _boundary.Length > 0 ? data[from..].IndexOf(_boundary) : -1;
        return found < 0 ? null : PartText.WithoutLineEnd(data[..(from + found)]);
    }

    private bool Found(int length)
    {
        if (length == 0)
            return false; // the body ended within it
        _length = length;
        Count++;
        return true;
    }

    private void Skip(int bytes, ref int skipped)
    {
        _buffer.Skip(bytes);
        skipped += bytes;
        if (skipped > (Count == 0 ? MostBeforeTheFirst : LargestPicture))
            throw new IOException("The stream is not a sequence of pictures.");
    }
}
