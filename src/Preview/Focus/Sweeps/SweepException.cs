using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>A sweep cannot be started, or has failed.</summary>
internal sealed class SweepException(FaultKind kind, string message) : P2iktException(kind, message, null);
