using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview;

/// <summary>Opens the port for remote controls, where the options ask for one, and serves them.</summary>
internal static class PreviewRemote
{
    /// <summary>Opens the port.</summary>
    /// <returns>The bound socket; null when none is asked for.</returns>
    /// <exception cref="PreviewException">The port is taken, or others than those that may control could reach it.</exception>
    public static Socket? Bind(PreviewOptions options)
    {
        if (options.Osc is not { Listen: var listen } osc)
            return null;
        if (!IPAddress.IsLoopback(listen.Address) && osc.From.Count == 0)
        {
            throw Refusal(
                $"others could control the camera, and OSC has no passwords; list the devices that may, or use 127.0.0.1:{listen.Port}.");
        }
        if (options.Access is { OpenOnLoopback: false })
            throw Refusal("each program of this machine could control the camera, but is to show a token, which OSC does not have.");
        var socket = new Socket(listen.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (listen.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.ExclusiveAddressUse = true;
            socket.Bind(listen);
            return socket;
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            throw Refusal(ListenRefusal.ReasonOf(failed), failed);
        }

        PreviewException Refusal(string reason, Exception? cause = null) =>
            new($"Cannot listen for OSC on {listen}: {reason}", cause) { Subject = $"{listen}", Setting = "osc" };
    }

    /// <summary>Starts to receive, and adds what is received to the figures of the meter.</summary>
    /// <param name="socket">What <see cref="Bind"/> returned; owned by the result from now on.</param>
    /// <param name="targets">What is ordered and seen.</param>
    /// <param name="status">Returns the state of the live view.</param>
    /// <param name="options">Who may control, and what else the preview serves.</param>
    /// <returns>Null when there is no socket.</returns>
    public static RemoteServer? Serve(Socket? socket, RemoteTargets targets, Func<LiveStatus> status, PreviewOptions options)
    {
        if (socket is null)
            return null;
        var server = new RemoteServer(
            socket, options.Osc!.From, targets, status, options.Demand, options.Time, options.Logging?.CreateLogger<RemoteServer>());
        options.Meter?.CreateObservableCounter("p2ikt.osc.messages", () => Measure(server.Counts), "{message}",
            "Messages and datagrams of remote controls by what became of them.");
        return server;
    }

    private static Measurement<long>[] Measure(OscCounts counts)
    {
        return [Of("accepted", counts.Accepted), Of("malformed", counts.Malformed), Of("unlisted", counts.FromOthers),
            Of("limited", counts.Limited)];

        static Measurement<long> Of(string outcome, long count) => new(count, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
