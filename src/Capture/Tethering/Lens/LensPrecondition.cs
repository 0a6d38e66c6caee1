namespace P2IKT.Live.Capture.Tethering.Lens;

/// <summary>A setting that a camera must have before its lens can be driven.</summary>
/// <param name="Widgets">Names under which the drivers list it; the first that can be read counts. A camera without it meets it.</param>
/// <param name="IsMet">Whether a value of it, as the driver spells it, lets the lens be driven.</param>
/// <param name="Reason">What to do when it is not met, one sentence.</param>
internal sealed record LensPrecondition(IReadOnlyList<string> Widgets, Func<string, bool> IsMet, string Reason);
