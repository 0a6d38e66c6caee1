using System.Net;

namespace P2IKT.Live.Preview.Remote;

/// <summary>A command that is to be carried out.</summary>
/// <param name="Command">The command.</param>
/// <param name="Address">Its OSC address.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Sender">Who gets the answer.</param>
internal sealed record RemoteOrder(RemoteCommand Command, string Address, IReadOnlyList<OscArgument> Arguments, IPEndPoint Sender);
