using System.Globalization;
using System.Text;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// The lines between the pictures of a multipart body: headers and boundaries (RFC 2046, 5.1), as careless cameras write them.
/// </summary>
internal static class PartText
{
    /// <summary>A name, perhaps blanks, a colon; no line of dashes, which is a boundary.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line.StartsWith("--"u8))
            return false;
        foreach (var letter in line[..colon].TrimEnd((byte)' '))
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'-' or (byte)'_'))
                return false;
        }
        return true;
    }

    /// <summary>
    /// The length of the part that a header declares; null when it is about something else, or is not a length up to <paramref
    /// name="most"/>.
    /// </summary>
    public static int? LengthIn(ReadOnlySpan<byte> header, int most)
    {
        var colon = header.IndexOf((byte)':');
        return Ascii.EqualsIgnoreCase(header[..colon].TrimEnd((byte)' '), "Content-Length"u8)
            && int.TryParse(
                header[(colon + 1)..], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
                out var length)
            && length > 0 && length <= most ? length : null;
    }

    /// <summary>
    /// Bytes before the first line that is the boundary, and before the line end in front of it; null when there is none.
    /// </summary>
    public static int? BoundaryLineIn(ReadOnlySpan<byte> data, ReadOnlySpan<byte> boundary)
    {
        for (var from = 0; boundary.Length > 0 && data[from..].IndexOf(boundary) is >= 0 and var found; from += found + 1)
        {
            var at = from + found;
            var behind = at + boundary.Length;
            if (at > 0 && data[at - 1] == '\n' && behind < data.Length && data[behind] is (byte)'\r' or (byte)'\n')
                return WithoutLineEnd(data[..at]);
        }
        return null;
    }

    /// <summary>The length without the line end at the end, if there is one.</summary>
    public static int WithoutLineEnd(ReadOnlySpan<byte> data) =>
        data.Length - (data.EndsWith("\r\n"u8) ? 2 : data.EndsWith("\n"u8) ? 1 : 0);
}
