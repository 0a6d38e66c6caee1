using System.Buffers.Binary;
using System.Text;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>Plain text in a PNG (tEXt, PNG 3rd edition, section 11.3.3.2), which every reader knows; libvips compresses its own (zTXt).</summary>
internal static class PngText
{
    private const int AfterHeader = 8 + 25; // the signature and IHDR, which is always as long

    /// <summary>Writes a PNG with texts behind its header.</summary>
    /// <param name="file">Where.</param>
    /// <param name="png">A whole PNG.</param>
    /// <param name="texts">Keyword and text, Latin-1.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Write(Stream file, ReadOnlySpan<byte> png, IEnumerable<(string Key, string Text)> texts)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        file.Write(png[..AfterHeader]);
        foreach (var (key, text) in texts)
        {
            byte[] content = [.. "tEXt"u8, .. Encoding.Latin1.GetBytes(key), 0, .. Encoding.Latin1.GetBytes(text)];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length - 4); // of the data, without the name
            file.Write(number);
            file.Write(content);
            BinaryPrimitives.WriteUInt32BigEndian(number, CheckSum(content));
            file.Write(number);
        }
        file.Write(png[AfterHeader..]);
    }

    /// <summary>CRC-32 bit by bit (section 5.5 and annex D): for a few words, once a file.</summary>
    private static uint CheckSum(ReadOnlySpan<byte> content)
    {
        var sum = uint.MaxValue;
        foreach (var value in content)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
        }
        return ~sum;
    }
}
