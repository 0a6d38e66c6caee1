using System.Text;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Tests.Recording.Shoots;

/// <summary>Shot lists out of whatever a spreadsheet exports.</summary>
public sealed class ShotListTests : ShootTest
{
    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];

    [Theory]
    [InlineData("name,code,note\r\nVase,4001,front\r\nBowl,4002,\r\n")]
    [InlineData("name;code;note\nVase;4001;front\nBowl;4002;\n")]
    [InlineData("Code\tNotes\tNAME\n4001\tfront\tVase\n4002\t\tBowl")]
    [InlineData("\"name\",\"EAN\",\"comment\"\r\n\"Vase\",\"4001\",\"front\"\r\n\r\n\"Bowl\",\"4002\",\"\"\r\n")]
    [InlineData("Vase,4001,front\nBowl,4002\n")]
    public void List_OfAnySpreadsheet_HasItsEntries(string csv)
    {
        foreach (var mark in new[] { [], Utf8Mark })
        {
            var list = Read([.. mark, .. Encoding.UTF8.GetBytes(csv)]);
            Assert.Equal([("Vase", "4001", "front"), ("Bowl", "4002", null)], list.Entries.Select(entry => (entry.Name, entry.Code!,
                entry.Note)));
            Assert.Equal(1, list.Find(" 4002 "));
            Assert.Equal(0, list.Find("vase"));
            Assert.Equal(-1, list.Find("4003"));
        }
    }

    [Fact]
    public void List_OfQuotedFields_KeepsSeparatorsQuotesAndLines()
    {
        var list = Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("name,note\r\n\"Vase, "
            + "\"\"blue\"\"\",\"two\nlines\"\r\n")).ToArray());
        Assert.Equal(("Vase, \"blue\"", "two\nlines"), (list.Entries[0].Name, list.Entries[0].Note));
    }

    [Theory]
    [InlineData("", "no entry")]
    [InlineData("name,code\n", "no entry")]
    [InlineData("name,code\n,4001\n", "row 2")]
    [InlineData("name,code\nVase,1\nBowl,1\n", "code 1 in row 2 and in row 3")]
    [InlineData("name,code\n\"Vase,1\nBowl,2\n", "quote")]
    [InlineData("a\0b", "not text")]
    [InlineData("title;SKU\nVase;4001\n", "no column 'name'")]
    public void List_ThatIsBroken_IsRefusedWithItsRow(string csv, string why)
    {
        var refused = Assert.Throws<RecordingException>(() => Read(Encoding.UTF8.GetBytes(csv)));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
    }

    [Fact]
    public void List_ThatIsNotUtf8_IsRefused() =>
        Assert.Contains("UTF-8", Assert.Throws<RecordingException>(() => Read([0x56, 0xE4, 0x73, 0x65])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x56, 0, 0x61, 0, 0x73 })] // cut within a character
    [InlineData(new byte[] { 0xFF, 0xFE, 0x56, 0, 0x3D, 0xD8, 0x61, 0 })] // half of a pair
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0x56, 0xD8, 0x3D, 0, 0x61 })] // the same, large end first
    public void List_OfDamagedUtf16_IsRefused(byte[] csv) => Assert.Contains(
        "damaged", Assert.Throws<RecordingException>(() => Read(csv)).Message, StringComparison.Ordinal);

    [Fact]
    public void List_OfUtf16WithTheLargeEndFirst_HasItsEntries() => Assert.Equal(
        "Schüssel", Read([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("name\r\nSchüssel\r\n")]).Entries[0].Name);

    [Fact]
    public void List_ThatIsTooLong_IsRefused() => Assert.Contains(
        "4 MiB", Assert.Throws<RecordingException>(() => Read(new byte[ShotList.MaxBytes + 1])).Message, StringComparison.Ordinal);

    [Fact]
    public void List_ThatIsAbsent_IsRefusedAtTheStart() => Assert.Contains(
        "no.csv", Assert.Throws<RecordingException>(() => Begin(list: Path.Combine(Folder, "no.csv"))).Message, StringComparison.Ordinal);

    [Fact]
    public void CurrentEntry_NamesThePictures_AndCountsReleases()
    {
        var shoot = Begin(list: Write("list.csv", "Vase,4001\nBowl,4002\n"));
        Assert.Equal("Vase_0001.NEF", Take(shoot, "DSC_0001.NEF"));
        Assert.Equal("Vase_0001.JPG", Take(shoot, "DSC_0001.JPG"));
        shoot.Scan("4002");
        Assert.Equal("Bowl_0001.JPG", Take(shoot, "DSC_0002.JPG"));
        Assert.Equal([1, 1], shoot.Positions().Select(position => position.Taken));
        Assert.Equal(1, shoot.Current!.Index);
    }

    [Fact]
    public void Code_ThatIsNotInTheList_IsRefusedAndTheCurrentEntryStays()
    {
        var shoot = Begin(list: Write("list.csv", "Vase,4001\nBowl,4002\n"));
        var refused = Assert.Throws<RecordingException>(() => shoot.Scan("4003"));
        Assert.Contains("still named 'Vase'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, shoot.Current!.Index);
        Assert.Throws<RecordingException>(() => shoot.Select(2));
        Assert.Throws<RecordingException>(() => shoot.Scan("  "));
        shoot.Select(1);
        Assert.Equal("Bowl", shoot.CurrentName);
    }

    private static ShotList Read(byte[] csv)
    {
        using var stream = new MemoryStream(csv);
        return ShotList.Read(stream, "'list.csv'");
    }
}
