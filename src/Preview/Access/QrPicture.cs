using System.Globalization;
using System.Text;
using QRCoder;

namespace P2IKT.Live.Preview.Access;

/// <summary>Draws QR codes (ISO/IEC 18004) from the matrix that QRCoder makes, with the quiet zone of four modules.</summary>
internal static class QrPicture
{
    /// <summary>An SVG, one unit a module: black on white, whatever the page's colours are.</summary>
    public static string Svg(string text)
    {
        using var code = Encode(text);
        var size = code.ModuleMatrix.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (code.ModuleMatrix[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">"
            + $"<path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>";
    }

    /// <summary>
    /// Lines of text, two rows of modules each. A light module is drawn, a dark one left out: terminals are dark, and on a light one the
    /// colours are inverted, which phones read, too.
    /// </summary>
    public static string Terminal(string text)
    {
        using var code = Encode(text);
        var size = code.ModuleMatrix.Count;
        var lines = new StringBuilder();
        for (var y = 0; y < size; y += 2)
        {
            for (var x = 0; x < size; x++)
            {
                lines.Append((IsLight(x, y), IsLight(x, y + 1)) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                });
            }
            lines.Append('\n');
        }
        return lines.ToString();

        bool IsLight(int x, int y) => y >= size || !code.ModuleMatrix[y][x];
    }

    private static QRCodeData Encode(string text) => QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
}
