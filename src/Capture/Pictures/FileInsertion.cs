namespace P2IKT.Live.Capture.Pictures;

/// <summary>Puts bytes into the middle of a file that is there, and takes some out: what encoders have no option for.</summary>
internal static class FileInsertion
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Moves what follows, from the end on, and writes the bytes into the gap.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Insert(FileStream file, long offset, ReadOnlySpan<byte> bytes)
    {
        var block = new byte[BlockBytes];
        for (var end = file.Length; end > offset;)
        {
            var part = block.AsSpan(0, (int)Math.Min(BlockBytes, end - offset));
            end -= part.Length;
            file.Position = end;
            file.ReadExactly(part);
            file.Position = end + bytes.Length;
            file.Write(part);
        }
        file.Position = offset;
        file.Write(bytes);
    }

    /// <summary>Takes bytes out; what follows moves up.</summary>
    public static void Remove(FileStream file, long offset, int count)
    {
        var block = new byte[BlockBytes];
        for (var at = offset + count; at < file.Length;)
        {
            file.Position = at;
            var part = block.AsSpan(0, file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false));
            file.Position = at - count;
            file.Write(part);
            at += part.Length;
        }
        file.SetLength(file.Length - count);
    }
}
