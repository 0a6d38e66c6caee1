using FsCheck.Xunit;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Tests.Capture.Files;

/// <summary>Names that Windows, macOS and Linux take.</summary>
public sealed class PortableNamesTests
{
    [Theory]
    [InlineData("A:B", "A_B")]
    [InlineData("..", "unnamed")]
    [InlineData("../../etc/passwd", "_._.._etc_passwd")]
    [InlineData("con", "con_")]
    [InlineData("Com1.txt", "Com1_.txt")]
    [InlineData("LPT²", "LPT²_")]
    [InlineData("NUL .txt", "NUL_.txt")]
    [InlineData("COM10", "COM10")]
    [InlineData("  Vase 3. ", "Vase 3")]
    [InlineData(".hidden", "_hidden")]
    [InlineData("a\u202Egpj.exe", "a_gpj.exe")]
    [InlineData("a\tb\0c", "a_b_c")]
    [InlineData("Grüße 花", "Grüße 花")]
    [InlineData("", "unnamed")]
    public void Replace_MakesANameThatIsAllowed(string name, string wanted) => Assert.Equal(wanted, PortableNames.Replace(name, "unnamed"));

    [Theory]
    [InlineData("a/b", "/")]
    [InlineData("a?", "?")]
    [InlineData("AUX", "device")]
    [InlineData("aux.jpg", "device")]
    [InlineData("name.", "dot or a blank")]
    [InlineData("name ", "dot or a blank")]
    [InlineData("..", "leads out of its folder")]
    [InlineData(".name", "hidden")]
    [InlineData("a\nb", "visible text")]
    [InlineData("", "empty")]
    public void RejectionReason_OfANameThatWindowsDoesNotTake_SaysWhy(string name, string why) =>
        Assert.Contains(why, PortableNames.RejectionReason(name), StringComparison.Ordinal);

    [Property(MaxTest = 500)]
    public void Replace_OfWhateverText_IsAllowedAndStays(string? text)
    {
        var name = PortableNames.Replace(text ?? "", "unnamed");
        Assert.Null(PortableNames.RejectionReason(name));
        Assert.Equal(name, PortableNames.Replace(name, "unnamed"));
    }

    [Property(MaxTest = 500)]
    public void Replace_OfDotsBlanksAndDevices_IsAllowed(byte[] choices)
    {
        string[] parts = [".", " ", "con", "COM1", "lpt³", "\0", "\ud800", "\u202e", "/", "e\u0301", "nul", "x"];
        var text = string.Concat(choices.Select(choice => parts[choice % parts.Length]));
        var name = PortableNames.Replace(text, "unnamed");
        Assert.True(PortableNames.RejectionReason(name) is null, $"{text} -> {name}: {PortableNames.RejectionReason(name)}");
    }
}
