using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// The rating of a picture in an XMP sidecar beside it, <c>NAME.xmp</c>: <c>xmp:Rating</c>, 0 to 5 (XMP specification, part 1,
/// section 8.4). Lightroom reads it for raw files, darktable for all. A sidecar of another program keeps all else that it says. The
/// picture is not touched.
/// </summary>
public static class RatingFile
{
    /// <summary>The best rating; 0 is none.</summary>
    public const int Best = 5;

    private const long MaxBytes = 16 << 20;
    private static readonly XmlWriterSettings Written = new() { OmitXmlDeclaration = true, Indent = true, CloseOutput = false };
    private static readonly XNamespace X = "adobe:ns:meta/";
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";

    /// <summary>The sidecar of a picture. A RAW and its JPEG of one name share it.</summary>
    public static string Of(string picture) => Path.ChangeExtension(picture, ".xmp");

    /// <summary>
    /// Reads the rating of a picture: -1 (rejected, by another program) to 5; null: it has none, or the sidecar cannot be read.
    /// </summary>
    public static int? TryRead(string picture)
    {
        try
        {
            return File.Exists(Of(picture)) && Load(Of(picture)) is { } sidecar
                && int.TryParse(Value(sidecar), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rating)
                && rating is >= -1 and <= Best ? rating : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }

    /// <summary>
    /// Writes the rating of a picture. The sidecar is replaced as a whole, so that a reader sees the old one or the new one.
    /// </summary>
    /// <param name="picture">The picture; it must be there.</param>
    /// <param name="rating">0 to 5.</param>
    /// <returns>The sidecar's full path.</returns>
    /// <exception cref="RecordingException">The picture is gone, or the sidecar is another program's and cannot be read: it stays as it
    /// is.</exception>
    public static string Write(string picture, int rating)
    {
        ArgumentException.ThrowIfNullOrEmpty(picture);
        ArgumentOutOfRangeException.ThrowIfNegative(rating);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rating, Best);
        var path = Path.GetFullPath(Of(picture));
        if (!File.Exists(picture))
        {
            throw new RecordingException(FaultKind.NotAvailable, $"The picture '{picture}' is not there any more: rate another.")
            {
                Subject = picture,
            };
        }
        try
        {
            var sidecar = File.Exists(path) ? Load(path) : New();
            if (sidecar is null)
                throw Unreadable(path, "it is not XMP", null);
            Set(sidecar, rating);
            using var part = new AtomicFile(path);
            using (var file = part.Open())
            {
                using (var writer = XmlWriter.Create(file, Written))
                    sidecar.Save(writer);
                file.Flush(flushToDisk: true);
            }
            part.Commit(overwrite: true);
            return path;
        }
        catch (XmlException broken)
        {
            throw Unreadable(path, broken.Message.TrimEnd('.'), broken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(
                $"The rating of '{Path.GetFileName(picture)}' was not saved in '{path}' ({refused.Message.TrimEnd('.')}): make room, "
                    + "or let the folder be written.",
                refused) { Subject = path };
        }
    }

    private static RecordingException Unreadable(string path, string reason, Exception? cause) =>
        new($"The sidecar '{path}' cannot be read ({reason}), and was left as it was: rate in the program that wrote it, or move it "
            + "away.", cause)
        {
            Subject = path,
        };

    private static XDocument New() => new(
        new XElement(X + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", X.NamespaceName),
            new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf.NamespaceName),
                new XElement(Rdf + "Description", new XAttribute(Rdf + "about", ""),
                    new XAttribute(XNamespace.Xmlns + "xmp", Xmp.NamespaceName)))));

    /// <summary>Null where it is XML but not XMP.</summary>
    private static XDocument? Load(string path)
    {
        SpecialFile.ThrowIfAt(path); // opening a pipe could block
        using var file = File.OpenRead(path);
        if (file.Length > MaxBytes)
            throw new XmlException($"it has more than {MaxBytes >> 20} MiB");
        // No entities and no outside parts: the file may come from anywhere.
        using var reader = XmlReader.Create(
            file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes });
        var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        return Descriptions(document).Any() ? document : null;
    }

    private static IEnumerable<XElement> Descriptions(XDocument document) =>
        document.Descendants(Rdf + "RDF").Take(1).Elements(Rdf + "Description");

    // A simple property is an attribute or an element of any of the descriptions.
    private static string? Value(XDocument sidecar) => Descriptions(sidecar)
        .Select(static one => one.Attribute(Xmp + "Rating")?.Value ?? one.Element(Xmp + "Rating")?.Value.Trim())
        .FirstOrDefault(static value => value is not null);

    private static void Set(XDocument sidecar, int rating)
    {
        foreach (var one in Descriptions(sidecar))
        {
            one.Attribute(Xmp + "Rating")?.Remove();
            one.Element(Xmp + "Rating")?.Remove();
        }
        Descriptions(sidecar).First().SetAttributeValue(Xmp + "Rating", rating.ToString(CultureInfo.InvariantCulture));
    }
}
