namespace P2IKT.Live.Preview.Remote;

/// <summary>A message of OSC 1.0.</summary>
/// <param name="Address">Begins with a slash; printable characters of ASCII.</param>
/// <param name="Arguments">In their order.</param>
internal sealed record OscMessage(string Address, IReadOnlyList<OscArgument> Arguments);
