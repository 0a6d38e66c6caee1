using System.Net;

namespace P2IKT.Live.Preview.Remote;

/// <summary>Where remote controls that speak OSC 1.0 over UDP are listened to, and which. OSC has no passwords and no encryption.</summary>
public sealed record OscOptions
{
    /// <summary>
    /// Address and port to listen on; port 0 takes any free one, which <see cref="WebPreview.Osc"/> then contains. An address that others
    /// can reach needs <see cref="From"/>.
    /// </summary>
    public required IPEndPoint Listen
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>
    /// The devices that may control beside this machine, by their addresses; datagrams of all others are ignored. Default: none.
    /// </summary>
    public IReadOnlyList<IPAddress> From
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = [];
}
