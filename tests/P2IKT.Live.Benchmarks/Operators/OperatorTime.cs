namespace P2IKT.Live.Benchmarks.Operators;

/// <summary>What all operators of one type take in a run of a graph.</summary>
/// <param name="Type">As ONNX Runtime calls it after its own fusions, such as FusedConv.</param>
/// <param name="Count">Operators of that type in the graph.</param>
/// <param name="Ms">Their time together, the median of the runs.</param>
internal readonly record struct OperatorTime(string Type, int Count, double Ms);
