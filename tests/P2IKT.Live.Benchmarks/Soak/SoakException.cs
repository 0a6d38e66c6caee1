namespace P2IKT.Live.Benchmarks.Soak;

/// <summary>The soak has found a fault; the message is its reason.</summary>
internal sealed class SoakException(string message) : Exception(message);
