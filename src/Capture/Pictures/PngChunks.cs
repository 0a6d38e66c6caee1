using System.Buffers.Binary;
using System.Text;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// The chunks of a PNG that say how its pixels are meant, its texts, and whatever may be copied unread (PNG, 3rd edition, sections 5.4 and
/// 11.3): libvips drops most and recodes others. They go over as they are.
/// </summary>
public sealed class PngChunks
{
    private const int SignatureBytes = 8, FrameBytes = 12; // length, name and check sum of a chunk
    private const int AfterHeader = SignatureBytes + FrameBytes + 13; // IHDR is always the first, and as long
    private const int LayoutAt = SignatureBytes + 16; // in IHDR: bits and kind of a pixel
    private const int MostBytes = 64 << 20; // of all that go over
    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(static value => Remainder((uint)value))];
    private readonly List<byte[]> _kept = [];
    private readonly List<byte[]> _late = [];
    private readonly List<byte[]> _ofLayout = []; // what holds only for pixels of the same kind
    private readonly byte[] _layout = new byte[2];
    private byte[]? _resolution;

    private PngChunks()
    {
    }

    private static ReadOnlySpan<byte> XmpKey => "XML:com.adobe.xmp\0"u8;

    /// <summary>Whether it is an animation, of which most readers see the first picture.</summary>
    internal bool IsAnimated { get; private set; }

    /// <summary>Whether it holds content credentials (C2PA), which are signed for this file and no copy.</summary>
    internal bool HasCredentials { get; private set; }

    /// <summary>EXIF and XMP that stand behind the pixels, where libvips does not look.</summary>
    internal bool HasLate => _late.Count > 0;

    /// <summary>Whether there were texts that are damaged, or more than anybody writes.</summary>
    internal bool HasLost { get; private set; }

    /// <summary>Reads them; stops where the file makes no sense any more.</summary>
    internal static PngChunks Of(Stream png)
    {
        var chunks = new PngChunks();
        Span<byte> head = stackalloc byte[8];
        png.ReadAt(LayoutAt, chunks._layout);
        var (at, left, isInFront, isBehind) = ((long)SignatureBytes, MostBytes, true, false);
        while (png.ReadAt(at, head) == head.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var name = head[4..];
            if (name.SequenceEqual("IEND"u8) || length > int.MaxValue)
                break;
            isBehind |= name.SequenceEqual("IDAT"u8);
            isInFront &= !name.SequenceEqual("IDAT"u8) && !name.SequenceEqual("PLTE"u8); // behind these, colours say nothing any more
            chunks.IsAnimated |= name.SequenceEqual("acTL"u8);
            chunks.HasCredentials |= name.SequenceEqual("caBX"u8);
            if (MayBeCopied(name) || (isInFront && IsOfColour(name)) || (!isBehind && IsOfLayout(name)))
                chunks.Keep(png, at, (int)length, isBehind, ref left);
            at += FrameBytes + length;
        }
        return chunks;
    }

    /// <summary>The whole file, with what stands behind the pixels in front of them, too.</summary>
    internal byte[] WithLateInFront(Stream png)
    {
        var file = new byte[png.Length];
        png.ReadAt(0, file);
        return [.. file.AsSpan(0, AfterHeader), .. _late.SelectMany(static chunk => chunk), .. file.AsSpan(AfterHeader)];
    }

    /// <summary>Puts the chunks into another PNG, behind its header.</summary>
    /// <param name="path">A whole PNG without texts.</param>
    /// <param name="xmp">
    /// Its XMP; null for none. libvips would write it compressed, where other readers do not look for it (XMP, part 3, 1.1.5).
    /// </param>
    /// <exception cref="IOException">The disk is full.</exception>
    internal void AddTo(string path, byte[]? xmp)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var layout = new byte[_layout.Length];
        file.ReadAt(LayoutAt, layout);
        SetResolution(file);
        List<byte[]> added = [.. _kept, .. layout.AsSpan().SequenceEqual(_layout) ? _ofLayout : []];
        if (xmp is { Length: > 0 })
            // Neither compressed, nor in a language, nor with a translated key.
            added.Add(Chunk([.. "iTXt"u8, .. XmpKey, 0, 0, 0, 0, .. xmp]));
        Insert(file, added);
    }

    /// <summary>Puts texts into a PNG, plain (tEXt), which every reader knows; libvips compresses its own (zTXt).</summary>
    /// <param name="path">A whole PNG.</param>
    /// <param name="texts">Keyword and text, Latin-1.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void AddTexts(string path, IEnumerable<(string Key, string Text)> texts)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Insert(file,
            [.. texts.Select(
            static text => Chunk([.. "tEXt"u8, .. Encoding.Latin1.GetBytes(text.Key), 0, .. Encoding.Latin1.GetBytes(text.Text)]))]);
    }

    /// <summary>A chunk of a name and data.</summary>
    private static byte[] Chunk(byte[] content)
    {
        var chunk = new byte[content.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length - 4); // of the data, without the name
        content.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 4), CheckSum(content));
        return chunk;
    }

    private static void Insert(FileStream file, List<byte[]> chunks)
    {
        if (chunks.Count > 0)
            FileInsertion.Insert(file, AfterHeader, [.. chunks.SelectMany(static chunk => chunk)]);
    }

    /// <summary>libvips always writes a resolution, and in metres only: the original's own, or none, takes its place.</summary>
    private void SetResolution(FileStream file)
    {
        Span<byte> head = stackalloc byte[8];
        for (var at = (long)SignatureBytes; file.ReadAt(at, head) == head.Length && !head[4..].SequenceEqual("IDAT"u8); at += FrameBytes
            + BinaryPrimitives.ReadUInt32BigEndian(head))
        {
            if (!head[4..].SequenceEqual("pHYs"u8))
                continue;
            FileInsertion.Remove(file, at, FrameBytes + (int)BinaryPrimitives.ReadUInt32BigEndian(head));
            break;
        }
        if (_resolution is not null)
            FileInsertion.Insert(file, AfterHeader, _resolution);
    }

    private void Keep(Stream png, long at, int length, bool isBehind, ref int left)
    {
        if (length > left - FrameBytes)
        {
            HasLost = true;
            return;
        }
        var chunk = new byte[length + FrameBytes];
        if (png.ReadAt(at, chunk) != chunk.Length
            || CheckSum(chunk.AsSpan(4, length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(length + 8)))
        {
            HasLost = true;
            return;
        }
        left -= chunk.Length;
        var name = chunk.AsSpan(4, 4);
        if (name.SequenceEqual("pHYs"u8))
        {
            _resolution ??= isBehind ? null : chunk;
            return;
        }
        if (name.SequenceEqual("eXIf"u8) || (IsText(name) && chunk.AsSpan(8).StartsWith(XmpKey)))
        {
            if (isBehind)
                _late.Add(chunk);
            return; // these go over on their own way
        }
        var kept = IsOfLayout(name) ? _ofLayout : _kept;
        // The others may be there once.
        if (MayBeCopied(name) || !kept.Exists(other => other.AsSpan(4, 4).SequenceEqual(chunk.AsSpan(4, 4))))
            kept.Add(chunk);
    }

    /// <summary>
    /// Whether the name says that it may be ignored, and copied though the pixels have changed (section 5.4): texts, among others.
    /// </summary>
    private static bool MayBeCopied(ReadOnlySpan<byte> name) =>
        char.IsAsciiLetterLower((char)name[0]) && char.IsAsciiLetterLower((char)name[3]);

    /// <summary>Significant bits and background: they go by the kind of pixels.</summary>
    private static bool IsOfLayout(ReadOnlySpan<byte> name) => name.SequenceEqual("sBIT"u8) || name.SequenceEqual("bKGD"u8);

    private static bool IsText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("tEXt"u8) || name.SequenceEqual("zTXt"u8) || name.SequenceEqual("iTXt"u8);

    /// <summary>
    /// Gamma, primaries, sRGB, code points; and what a display for HDR wants to know, under its name and that of earlier drafts.
    /// </summary>
    private static bool IsOfColour(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("gAMA"u8) || name.SequenceEqual("cHRM"u8) || name.SequenceEqual("sRGB"u8) || name.SequenceEqual("cICP"u8)
        || name.SequenceEqual("mDCV"u8) || name.SequenceEqual("mDCv"u8) || name.SequenceEqual("cLLI"u8) || name.SequenceEqual("cLLi"u8);

    /// <summary>CRC-32 (section 5.5 and annex D).</summary>
    private static uint CheckSum(ReadOnlySpan<byte> content)
    {
        var sum = uint.MaxValue;
        foreach (var value in content)
            sum = Remainders[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        return value;
    }
}
