using System.Xml.Linq;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Tests.Recording.Shoots;

/// <summary>Ratings in XMP sidecars.</summary>
public sealed class RatingFileTests : ShootTest
{
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";

    [Fact]
    public void Rating_OfAPicture_IsAnAttributeOfItsSidecar()
    {
        var picture = Write("A_0001.NEF", "raw");
        Assert.Null(RatingFile.TryRead(picture));
        var sidecar = RatingFile.Write(picture, 4);
        Assert.Equal(Path.Combine(Folder, "A_0001.xmp"), sidecar);
        var written = XDocument.Load(sidecar);
        Assert.Equal("xmpmeta", written.Root!.Name.LocalName);
        Assert.Equal("4", written.Descendants(Rdf + "Description").Single().Attribute(Xmp + "Rating")!.Value);
        Assert.Equal(4, RatingFile.TryRead(picture));
        RatingFile.Write(picture, 0);
        Assert.Equal(0, RatingFile.TryRead(picture));
        Assert.Equal("raw", File.ReadAllText(picture));
    }

    [Fact]
    public void Sidecar_ThatIsAPipe_IsNotRead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe.");
        var picture = Write("A.NEF", "raw");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(Folder, "A.xmp")]))
            made.WaitForExit();
        Assert.Null(RatingFile.TryRead(picture));
        Assert.Contains("A.xmp", Assert.Throws<RecordingException>(() => RatingFile.Write(picture, 3)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<rdf:Description rdf:about='' xmp:Rating='2' xmp:Label='Red'><dc:title "
        + "xmlns:dc='http://purl.org/dc/elements/1.1/'>Vase</dc:title></rdf:Description>")]
    [InlineData("<rdf:Description rdf:about='' xmp:Label='Red'/><rdf:Description rdf:about=''><xmp:Rating>2</xmp:Rating><dc:title "
        + "xmlns:dc='http://purl.org/dc/elements/1.1/'>Vase</dc:title></rdf:Description>")]
    public void Sidecar_OfAnotherProgram_KeepsAllElse(string descriptions)
    {
        var picture = Write("A.NEF", "raw");
        var sidecar = Write("A.xmp", "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
            + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:xmp='http://ns.adobe.com/xap/1.0/'>"
            + descriptions + "</rdf:RDF></x:xmpmeta><?xpacket end='w'?>");
        Assert.Equal(2, RatingFile.TryRead(picture));
        RatingFile.Write(picture, 5);
        Assert.Equal(5, RatingFile.TryRead(picture));
        var text = File.ReadAllText(sidecar);
        Assert.Contains("Vase", text, StringComparison.Ordinal);
        Assert.Contains("Label=\"Red\"", text, StringComparison.Ordinal);
        Assert.Contains("xpacket", text, StringComparison.Ordinal);
        Assert.Single(XDocument.Parse(text).Descendants(), one =>
            one.Attribute(Xmp + "Rating") is not null || one.Name == Xmp + "Rating");
    }

    [Theory]
    [InlineData("not XML")]
    [InlineData("<html/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")]
    public void Sidecar_ThatCannotBeRead_StaysAsItIs(string content)
    {
        var picture = Write("A.NEF", "raw");
        var sidecar = Write("A.xmp", content);
        Assert.Contains("left as it was", Assert.Throws<RecordingException>(() => RatingFile.Write(picture, 5)).Message,
            StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(sidecar));
        Assert.Null(RatingFile.TryRead(picture));
    }

    [Fact]
    public void Rate_OfAPictureOutsideTheFolder_IsRefused()
    {
        var pictures = new ShootPictures(Begin("S"));
        Write("secret.jpg", "jpg");
        Write("pictures/S/A.jpg", "jpg");
        foreach (var name in new[] { "../../secret.jpg", Path.Combine(Folder, "secret.jpg"), "", "a.jpg" })
            Assert.Throws<RecordingException>(() => pictures.Rate(name, 3));
        Assert.Throws<RecordingException>(() => pictures.Rate("A.jpg", 6));
        Assert.Equal(3, pictures.Rate("A.jpg", 3).Rating);
        Assert.Equal(3, Assert.Single(pictures.List()).Rating);
        Assert.False(File.Exists(Path.Combine(Folder, "secret.xmp")));
    }
}
