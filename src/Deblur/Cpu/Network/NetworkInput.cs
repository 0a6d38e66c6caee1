namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>An input of a network.</summary>
/// <param name="Name">The input's name in the ONNX file.</param>
/// <param name="Rows">Makes its rows when the network reads them; owned by the network.</param>
internal readonly record struct NetworkInput(string Name, RowOperator Rows);
