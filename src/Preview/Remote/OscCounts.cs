namespace P2IKT.Live.Preview.Remote;

/// <summary>What became of the datagrams and messages of remote controls so far.</summary>
/// <param name="Accepted">Messages of allowed senders, within their limit.</param>
/// <param name="Malformed">Datagrams of allowed senders that are not valid OSC or too large, and messages for other programs.</param>
/// <param name="FromOthers">Datagrams of senders that are not allowed.</param>
/// <param name="Limited">Messages of allowed senders beyond their limit.</param>
internal readonly record struct OscCounts(long Accepted, long Malformed, long FromOthers, long Limited);
