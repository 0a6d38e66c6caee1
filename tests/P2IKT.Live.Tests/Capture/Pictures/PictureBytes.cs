using System.Buffers.Binary;
using System.Text;
using NetVips;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Capture.Pictures;

/// <summary>Picture files put together byte by byte: what libvips does not write.</summary>
internal static class PictureBytes
{
    public const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    public static byte[] Jpeg(int width = 80, int height = 60)
    {
        using var scene = SamplePictures.Scene(width, height);
        return scene.JpegsaveBuffer(keep: Enums.ForeignKeep.None);
    }

    public static byte[] Png(bool deep = false)
    {
        using var scene = SamplePictures.Scene(80, 60, deep: deep);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunks(scene.PngsaveBuffer(keep: Enums.ForeignKeep.None)).Where(static chunk => chunk.Name != "pHYs").SelectMany(static chunk => Chunk(chunk.Name, chunk.Data))];
    }

    /// <summary>A JPEG with segments behind its start.</summary>
    public static byte[] With(byte[] jpeg, params byte[][] segments) => [.. jpeg[..2], .. segments.SelectMany(static s => s), .. jpeg[2..]];

    public static byte[] Segment(byte marker, ReadOnlySpan<byte> content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    /// <summary>XMP of one description, as a segment.</summary>
    public static byte[] XmpSegment(string attributes, string inner = "") => Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(Xmp(attributes, inner))]);

    public static string Xmp(string attributes, string inner = "") =>
        $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"{Rdf}\">"
        + $"<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:Rating=\"4\" {attributes}>{inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";

    /// <summary>The directory of what lies in a JPEG file behind its picture.</summary>
    public static string Container(params (string Semantic, int Length)[] items) =>
        "<Container:Directory xmlns:Container=\"http://ns.google.com/photos/1.0/container/\" xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\"><rdf:Seq>"
        + string.Concat(items.Select(static item => $"<rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"{item.Semantic}\" Item:Mime=\"image/jpeg\""
            + $"{(item.Length > 0 ? $" Item:Length=\"{item.Length}\"" : "")}/></rdf:li>"))
        + "</rdf:Seq></Container:Directory>";

    /// <summary>A small grey JPEG that says how it makes a picture brighter.</summary>
    public static byte[] GainMap()
    {
        using var grey = SamplePictures.Scene(20, 15, channels: 1);
        return With(grey.JpegsaveBuffer(keep: Enums.ForeignKeep.None), XmpSegment("xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\" hdrgm:GainMapMax=\"2.0\" hdrgm:HDRCapacityMax=\"2.0\""));
    }

    /// <summary>A chunk of a PNG.</summary>
    public static byte[] Chunk(string name, ReadOnlySpan<byte> data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), CheckSum(named));
        return chunk;
    }

    /// <summary>A PNG with chunks behind its header.</summary>
    public static byte[] WithChunks(byte[] png, params byte[][] chunks) => [.. png[..33], .. chunks.SelectMany(static c => c), .. png[33..]];

    /// <summary>The chunks of a PNG; each with a valid check sum.</summary>
    public static IReadOnlyList<(string Name, byte[] Data)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length && (chunks.Count == 0 || chunks[^1].Item1 != "IEND");)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(CheckSum(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        return chunks;
    }

    /// <summary>CRC-32, bit by bit.</summary>
    private static uint CheckSum(ReadOnlySpan<byte> data)
    {
        var sum = ~0u;
        foreach (var b in data)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
        }
        return ~sum;
    }
}
