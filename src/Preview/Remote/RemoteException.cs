using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Remote;

/// <summary>A command of a remote control cannot be carried out as it was sent.</summary>
internal sealed class RemoteException(FaultKind kind, string message) : P2iktException(kind, message, null);
