using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using P2IKT.Live.Preview.Remote;

namespace P2IKT.Live.Commands;

/// <summary>The options of <c>live</c> for remote controls.</summary>
internal sealed class OscArguments
{
    private const string Example = "127.0.0.1:9000";

    private readonly Option<IPEndPoint?> _listen = new("--osc")
    {
        Description = $"Where remote controls are listened to over OSC, such as {Example}; for other devices add --osc-from",
        HelpName = "HOST:PORT",
        CustomParser = static result =>
            Arguments.EndPoint(result) ?? Arguments.Refuse<IPEndPoint>(result, $"an address and a port, such as {Example}"),
    };

    private readonly Option<IPAddress[]?> _from = new("--osc-from")
    {
        Description = "With --osc for other devices: their addresses; all others are ignored",
        HelpName = "IP[,IP...]",
        CustomParser = static result => Addresses(Arguments.Text(result)) ?? Arguments.Refuse<IPAddress[]>(
            result, "a list of addresses, such as 192.168.1.30,192.168.1.31"),
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> Options => [_listen, _from];

    /// <summary>Adds an error where an option has no effect, or where others could control the camera.</summary>
    public void Validate(CommandResult result, Option<bool> headless)
    {
        var isGiven = result.GetResult(_listen) is not null;
        if (result.GetResult(_from) is not null && !isGiven)
            result.AddError("--osc-from is for remote controls: add --osc 0.0.0.0:9000, or leave it out.");
        if (!isGiven || Options.Any(option => result.GetResult(option)?.Errors.Any() == true))
            return;
        if (result.GetResult(headless) is { Implicit: false })
            result.AddError("--osc belongs to the preview: leave --headless out.");
        else if (result.GetValue(_listen) is { } listen && !IPAddress.IsLoopback(listen.Address) && result.GetResult(_from) is null)
        {
            result.AddError(
                $"--osc {listen} lets others control the camera, and OSC has no passwords: add --osc-from with the devices that may.");
        }
    }

    /// <summary>What was asked for; null: no remote control.</summary>
    public OscOptions? Read(ParseResult parsed) => parsed.GetValue(_listen) is { } listen
        ? new OscOptions { Listen = listen, From = parsed.GetValue(_from) ?? [] } : null;

    private static IPAddress[]? Addresses(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var addresses = parts.Select(Address).OfType<IPAddress>().ToArray();
        return addresses.Length == parts.Length ? addresses : null;
    }

    // "7" and "10.1" are addresses for .NET; 0.0.0.0 is the address of no device.
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(static c => c == '.') == 3)
        && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast) ? address : null;
}
