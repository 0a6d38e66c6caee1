using P2IKT.Live.Preview.Access;
using P2IKT.Live.Terminal;

namespace P2IKT.Live.Commands;

/// <summary>Prints the pairing links: as text, and on a terminal as QR codes, too.</summary>
internal static class PairingText
{
    /// <summary>Prints them.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="links">The links.</param>
    /// <param name="fingerprint">Of the program's own certificate authority; null where there is none.</param>
    public static void Print(TextWriter output, IReadOnlyList<PairingLink> links, string? fingerprint)
    {
        var isTerminal = ((output as TerminalWriter)?.Inner ?? output) == Console.Out && !Console.IsOutputRedirected;
        foreach (var link in links)
        {
            output.WriteLine($"Other screens, to {(link.Role == AccessRole.Control ? "control" : "watch")}: {link.Url.AbsoluteUri}");
            if (!isTerminal)
                continue;
            foreach (var line in link.ToTerminalCode().TrimEnd('\n').Split('\n'))
                output.WriteLine($"  {line}");
        }
        if (fingerprint is null)
            return;
        var address = links[0].Url.GetLeftPart(UriPartial.Authority);
        output.WriteLine($"A browser warns until the device trusts this machine: {address}/ca explains it.");
        output.WriteLine($"Fingerprint of its certificate authority (SHA-256): {fingerprint}");
    }
}
