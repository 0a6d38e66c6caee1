namespace P2IKT.Live.Preview.Access;

/// <summary>A link that lets another device in.</summary>
/// <param name="Role">What the device may do then.</param>
/// <param name="Url">The link, with the token: whoever has it is let in.</param>
public sealed record PairingLink(AccessRole Role, Uri Url)
{
    /// <summary>The link as a QR code for a terminal, in lines of half blocks, dark on light.</summary>
    public string ToTerminalCode() => QrPicture.Terminal(Url.AbsoluteUri);

    /// <summary>The link as a QR code in SVG.</summary>
    internal string ToSvg() => QrPicture.Svg(Url.AbsoluteUri);
}
