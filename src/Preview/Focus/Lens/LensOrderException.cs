using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>
/// An order for the lens is refused for what it says: a value that is not possible (<see cref="FaultKind.WrongUsage"/>), or a focus point
/// or mark that is not there (<see cref="FaultKind.NotAvailable"/>).
/// </summary>
internal sealed class LensOrderException(FaultKind kind, string message) : P2iktException(kind, message, null);
