using System.Buffers.Binary;

namespace P2IKT.Live.Capture.Jpeg;

/// <summary>
/// Finds the end of a JPEG while it arrives, by its markers (ITU-T T.81, B.1.1). It goes on where it stopped, so each byte is looked at
/// once. What lies between segments and is not a marker is skipped, as decoders do.
/// </summary>
internal struct JpegEnd
{
    private const byte Start = 0xD8, End = 0xD9, Temporary = 0x01, FirstRestart = 0xD0, LastRestart = 0xD7;

    /// <summary>Bytes from the start of the picture that were walked over.</summary>
    public int Position { readonly get; private set; }

    /// <summary>Walks on.</summary>
    /// <param name="jpeg">What has arrived of the picture, from its start marker.</param>
    public JpegProgress Advance(ReadOnlySpan<byte> jpeg)
    {
        Position = Math.Max(Position, 2); // behind the start marker
        while (jpeg.Length > Position && jpeg[Position..].IndexOf((byte)0xFF) is >= 0 and var skipped)
        {
            Position += skipped;
            if (Position + 1 >= jpeg.Length)
                return JpegProgress.Incomplete;
            var marker = jpeg[Position + 1];
            if (marker is Start)
                return JpegProgress.Broken; // the next picture begins within this one
            if (marker is 0xFF)
                Position++; // fill
            else if (marker is 0 or Temporary or End or (>= FirstRestart and <= LastRestart)) // 0: a byte 0xFF of the entropy-coded data
                Position += 2;
            else
            {
                if (Position + 4 > jpeg.Length)
                    return JpegProgress.Incomplete;
                var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(Position + 2)..]); // with itself, without the marker
                if (length < 2)
                    return JpegProgress.Broken;
                if (Position + 2 + length > jpeg.Length)
                    return JpegProgress.Incomplete;
                Position += 2 + length;
            }
            if (marker is End)
                return JpegProgress.Complete;
        }
        Position = Math.Max(Position, jpeg.Length);
        return JpegProgress.Incomplete;
    }
}
