using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// What XMP says of things that lie beside the picture in its file: the video of a motion photo, a gain map, depth, further blocks of XMP.
/// A copy without them must not promise them.
/// </summary>
internal static class XmpDependencies
{
    private const int MostBytes = 16 << 20;
    private const string Container = "http://ns.google.com/photos/1.0/container/", Depth = "http://ns.google.com/photos/dd/1.0/";
    private const string Note = "http://ns.adobe.com/xmp/note/", Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly string[] Maps = ["http://ns.adobe.com/hdr-gain-map/", "http://ns.apple.com/HDRGainMap/"];
    private static readonly string[] Blocks = // whose data do not fit into one segment
    [
        "http://ns.google.com/photos/1.0/depthmap/", "http://ns.google.com/photos/1.0/image/", "http://ns.google.com/photos/1.0/audio/",
    ];

    private static readonly string[] Videos = ["MotionPhoto", "MicroVideo", "OLivePhoto", "VideoLength"];
    private static readonly string[] Words = ["MotionPhoto", "MicroVideo", "hdr-gain-map", "HDRGainMap", Container, Depth,
        "HasExtendedXMP"];

    /// <summary>
    /// Where a gain map lies by the directory of the file's contents (Ultra HDR image format, "Container element"); null when it does not
    /// say.
    /// </summary>
    public static (long FromEnd, long Length)? PlaceOfMap(byte[] xmp)
    {
        if (Parse(xmp) is not { } document)
            return null;
        var fromEnd = 0L;
        foreach (var item in Enumerable.Reverse(Items(document)))
        {
            if (!long.TryParse(Value(item, "Length"), out var length) || length < 0 || fromEnd > long.MaxValue - length)
                return null;
            fromEnd += length;
            if (Value(item, "Semantic") == "GainMap")
                return (fromEnd, length);
        }
        return null;
    }

    /// <summary>Leaves out what is promised and not there.</summary>
    /// <param name="xmp">As it stands in the file.</param>
    /// <param name="mapBytes">Length of the gain map that the copy has; null when it has none.</param>
    /// <param name="hasBlocks">Whether the copy has the further blocks.</param>
    /// <returns>
    /// The same bytes where all is kept, empty ones where it cannot be separated; and what the copy lacks, as parts of a list.
    /// </returns>
    public static (byte[] Xmp, IReadOnlyList<string> Lost) Keep(byte[] xmp, int? mapBytes, bool hasBlocks)
    {
        var text = Encoding.UTF8.GetString(xmp);
        if (!Words.Any(word => text.Contains(word, StringComparison.Ordinal)))
            return (xmp, []);
        if (Parse(xmp) is not { } document)
            return ([], ["its XMP, which is broken and promises more than the picture"]);
        var lost = new SortedSet<string>(StringComparer.Ordinal);
        var directories = Changed(document, mapBytes, lost);
        if (!IsSwitchedOff(document))
            Remove(document, name => Videos.Any(word => name.LocalName.StartsWith(word, StringComparison.Ordinal)),
                "the video of a motion photo", lost);
        Remove(document, name => name.NamespaceName.StartsWith(Depth, StringComparison.Ordinal), "a depth map", lost);
        if (mapBytes is null)
            Remove(document, name => Maps.Any(map => name.NamespaceName.StartsWith(map, StringComparison.Ordinal)), "the gain map for HDR",
                lost);
        if (!hasBlocks && Names(document).Any(static name => name.NamespaceName == Note && name.LocalName == "HasExtendedXMP"))
        {
            Remove(document, static name => name.NamespaceName == Note && name.LocalName == "HasExtendedXMP", "further blocks of XMP",
                lost);
            Remove(document, static name => Blocks.Contains(name.NamespaceName), "further blocks of XMP", lost);
        }
        return lost.Count > 0 || directories ? (Bytes(document), [.. lost]) : (xmp, []);
    }

    /// <summary>Takes out of the directory of contents what the copy lacks, and the directory when only the picture is left.</summary>
    private static bool Changed(XDocument document, int? mapBytes, SortedSet<string> lost)
    {
        var changed = false;
        foreach (var item in Items(document))
        {
            var semantic = Value(item, "Semantic");
            if (semantic == "GainMap" && mapBytes is { } bytes)
            {
                var length = item.DescendantsAndSelf().Attributes().FirstOrDefault(static a => a.Name.LocalName == "Length");
                changed |= length is not null && length.Value != Text(bytes);
                length?.SetValue(Text(bytes));
            }
            else if (semantic != "Primary")
            {
                lost.Add(semantic switch { "GainMap" => "the gain map for HDR", "MotionPhoto" => "the video of a motion photo",
                    _ => "other things in its file" });
                item.Remove();
                changed = true;
            }
        }
        if (changed && mapBytes is null)
            Remove(document, static name => name.NamespaceName.StartsWith(Container, StringComparison.Ordinal), null, lost);
        return changed;
    }

    /// <summary>Whether a camera that can make motion photos says that this is none.</summary>
    private static bool IsSwitchedOff(XDocument document)
    {
        var switches = Switches(document.Descendants().Attributes().Select(static a => (a.Name, a.Value)))
            .Concat(Switches(document.Descendants().Where(static e => !e.HasElements).Select(static e => (e.Name, e.Value)))).ToList();
        return switches.Count > 0 && switches.TrueForAll(static value => value.Trim() == "0");

        static IEnumerable<string> Switches(IEnumerable<(XName Name, string Value)> all) =>
            all.Where(static one => one.Name.LocalName is "MotionPhoto" or "MicroVideo").Select(static one => one.Value);
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The directory's entries, in the order in which things lie in the file.</summary>
    private static List<XElement> Items(XDocument document) =>
        [.. document.Descendants(XName.Get("Directory", Container)).Descendants(XName.Get("li", Rdf))];

    private static string? Value(XElement item, string name) =>
        item.DescendantsAndSelf().Attributes().FirstOrDefault(a => a.Name.LocalName == name)?.Value
            ?? item.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;

    private static IEnumerable<XName> Names(XDocument document) =>
        document.Descendants().Select(static e => e.Name)
            .Concat(document.Descendants().Attributes().Where(static a => !a.IsNamespaceDeclaration).Select(static a => a.Name));

    private static void Remove(XDocument document, Predicate<XName> isMeant, string? what, SortedSet<string> lost)
    {
        var attributes = document.Descendants().Attributes().Where(a => !a.IsNamespaceDeclaration && isMeant(a.Name)).ToList();
        var elements = document.Descendants().Where(e => isMeant(e.Name) && e.Parent is not null).ToList();
        if (attributes.Count + elements.Count == 0)
            return;
        attributes.ForEach(static a => a.Remove());
        foreach (var element in elements.Where(static e => e.Parent is not null)) // not gone with one around it
            element.Remove();
        if (what is not null)
            lost.Add(what);
    }

    private static XDocument? Parse(byte[] xmp)
    {
        var length = xmp.AsSpan().TrimEnd((byte)0).Length;
        if (length is 0 or > MostBytes)
            return null;
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(xmp, 0, length), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static byte[] Bytes(XDocument document)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(
            bytes, new XmlWriterSettings { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false),
            NewLineHandling = NewLineHandling.None }))
            document.Save(writer);
        return bytes.ToArray();
    }
}
