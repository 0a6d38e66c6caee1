using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Jpeg;

/// <summary>Walks over the segments of a JPEG (ITU-T T.81, annex B) without decoding it.</summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> data)
{
    private const byte Start = 0xD8, End = 0xD9, Scan = 0xDA;
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at = 2; // behind the start marker

    /// <summary>Second byte of the segment's marker.</summary>
    public byte Marker { get; private set; }

    /// <summary>The segment with its marker and length.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>What it carries.</summary>
    public readonly ReadOnlySpan<byte> Payload => Whole[4..];

    /// <summary>Whether the walk has reached the end of the picture, rather than of the data.</summary>
    public bool Complete { get; private set; }

    /// <summary>Bytes from the start marker to here.</summary>
    public readonly int Position => _at;

    /// <summary>Whether these bytes begin like a JPEG.</summary>
    public static bool Begins(ReadOnlySpan<byte> data) => data.Length > 3 && data[0] == 0xFF && data[1] == Start && data[2] == 0xFF;

    /// <summary>A frame header that ordinary decoders take: baseline, extended or progressive; raw files hold lossless ones, too.</summary>
    public readonly bool IsFrame => Marker is 0xC0 or 0xC1 or 0xC2 && Payload.Length >= 6;

    /// <summary>Size by a frame header.</summary>
    public readonly (int Width, int Height) FrameSize =>
        (BinaryPrimitives.ReadUInt16BigEndian(Payload[3..]), BinaryPrimitives.ReadUInt16BigEndian(Payload[1..]));

    /// <summary>Goes to the next segment; a scan's entropy-coded data are skipped with it.</summary>
    /// <returns>False at the end of the picture, and where the data end or make no sense before that: see <see cref="Complete"/>.</returns>
    public bool Next()
    {
        while (_at + 1 < _data.Length && _data[_at] == 0xFF)
        {
            var marker = _data[_at + 1];
            if (marker == 0xFF) // fill
            {
                _at++;
                continue;
            }
            if (marker is End)
            {
                _at += 2;
                Complete = true;
                return false;
            }
            if (_at + 4 > _data.Length || marker is 0 or Start)
                return false;
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(_data[(_at + 2)..]);
            if (length < 4 || _at + length > _data.Length)
                return false;
            Marker = marker;
            Whole = _data.Slice(_at, length);
            _at += length;
            if (marker == Scan)
                SkipScan();
            return true;
        }
        return false;
    }

    /// <summary>In a scan, 0xFF means itself before 0, and a restart marker before D0 to D7.</summary>
    private void SkipScan()
    {
        while (true)
        {
            var mark = _data[_at..].IndexOf((byte)0xFF);
            if (mark < 0 || _at + mark + 1 >= _data.Length)
            {
                _at = _data.Length;
                return;
            }
            _at += mark;
            if (_data[_at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
                return;
            _at += 2;
        }
    }
}
