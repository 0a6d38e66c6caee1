using OpenCvSharp;
using P2IKT.Live.Commands;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Tests.Live;

public sealed class PairingTextTests
{
    private static readonly PairingLink[] Links =
    [
        new(AccessRole.Watch, new Uri("https://192.168.1.20:8400/pair?token=AAAAAAAAAAAAAAAAAAAAAA")),
        new(AccessRole.Control, new Uri("https://192.168.1.20:8400/pair?token=BBBBBBBBBBBBBBBBBBBBBB")),
    ];

    [Fact]
    public void Print_IntoAFile_WritesTheLinks_AndNoPictures()
    {
        using var output = new StringWriter();
        PairingText.Print(output, Links, "AB CD");
        var lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.EndsWith($"to watch: {Links[0].Url}", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($"to control: {Links[1].Url}", lines[1], StringComparison.Ordinal);
        Assert.Contains("https://192.168.1.20:8400/ca", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("AB CD", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Code_ForATerminal_IsReadByAPhone()
    {
        const int Scale = 6; // pixels of a module
        var lines = Links[0].ToTerminalCode().TrimEnd('\n').Split('\n');
        using var picture = new Mat(2 * lines.Length * Scale, lines[0].Length * Scale, MatType.CV_8UC1, Scalar.Black); // a dark terminal
        foreach (var (y, line) in lines.Index())
        {
            foreach (var (x, half) in line.Index())
            {
                Fill(x, 2 * y, half is '█' or '▀');
                Fill(x, (2 * y) + 1, half is '█' or '▄');
            }
        }
        using var reader = new QRCodeDetector();
        Assert.Equal(Links[0].Url.ToString(), reader.DetectAndDecode(picture, out _));

        void Fill(int x, int y, bool isLight) => Cv2.Rectangle(
            picture, new Rect(x * Scale, y * Scale, Scale, Scale), isLight ? Scalar.White : Scalar.Black, -1);
    }
}
