namespace P2IKT.Live.Tests.Capture.Pictures;

/// <summary>Writes little-endian TIFF files with directories of any kind, one strip each.</summary>
internal sealed class TiffBuilder
{
    private readonly List<byte> _file = [(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0];
    private long _link = 4;
    private long _next;

    public byte[] ToArray() => [.. _file];

    /// <summary>Adds a picture to the chain of directories.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="pixels">Samples of all pixels; null: grey 100.</param>
    /// <param name="photometric">1 grey, 2 RGB, 4 mask, 8 L*a*b*, 9 the same with offset.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <param name="kind">NewSubfileType: 1 a smaller copy, 4 a mask.</param>
    /// <param name="below">A directory that lies below this one: where <see cref="AddBelow"/> put it.</param>
    /// <param name="bits">A sample.</param>
    /// <param name="extra">Further entries of one LONG.</param>
    public TiffBuilder Add(int width, int height, byte[]? pixels = null, int photometric = 1, int channels = 1, int? kind = null, long? below = null, int bits = 8, (int Tag, long Value)? extra = null)
    {
        var at = AddBelow(width, height, pixels, photometric, channels, kind, below, bits, extra);
        Put(_link, at);
        _link = _next;
        return this;
    }

    /// <summary>Adds a picture that no chain leads to; where its directory lies.</summary>
    public long AddBelow(int width, int height, byte[]? pixels = null, int photometric = 1, int channels = 1, int? kind = null, long? below = null, int bits = 8, (int Tag, long Value)? extra = null)
    {
        pixels ??= [.. Enumerable.Repeat((byte)100, width * height * channels * bits / 8)];
        var strip = Append(pixels);
        var perSample = channels > 2 ? Append([.. Enumerable.Range(0, channels).SelectMany(_ => (byte[])[(byte)bits, 0])]) : bits | (channels == 2 ? bits << 16 : 0);
        var entries = new SortedDictionary<int, (int Type, int Count, long Value)>
        {
            [256] = (3, 1, width), [257] = (3, 1, height), [258] = (3, channels, perSample), [259] = (3, 1, 1), [262] = (3, 1, photometric),
            [273] = (4, 1, strip), [277] = (3, 1, channels), [278] = (4, 1, height), [279] = (4, 1, pixels.Length),
        };
        if (kind is { } subfile)
            entries[254] = (4, 1, subfile);
        if (below is { } sub)
            entries[330] = (4, 1, sub);
        if (extra is { } more)
            entries[more.Tag] = (4, 1, more.Value);
        using var directory = new MemoryStream();
        using var writer = new BinaryWriter(directory);
        writer.Write((ushort)entries.Count);
        foreach (var (tag, (type, count, value)) in entries)
        {
            writer.Write((ushort)tag);
            writer.Write((ushort)type);
            writer.Write(count);
            writer.Write((uint)value);
        }
        writer.Write(0);
        var at = Append(directory.ToArray());
        _next = at + directory.Length - 4;
        return at;
    }

    private long Append(byte[] bytes)
    {
        if (_file.Count % 2 == 1)
            _file.Add(0);
        _file.AddRange(bytes);
        return _file.Count - bytes.Length;
    }

    private void Put(long at, long value)
    {
        foreach (var (i, part) in BitConverter.GetBytes((uint)value).Index())
            _file[(int)at + i] = part;
    }
}
