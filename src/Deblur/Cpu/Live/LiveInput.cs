using P2IKT.Live.Deblur.Cpu.Network;

namespace P2IKT.Live.Deblur.Cpu.Live;

/// <summary>An input of a live architecture's convolutions.</summary>
/// <param name="Name">Its name in the ONNX file.</param>
/// <param name="ReadsColours">Whether <see cref="LivePlanes.Colours"/> must hold the frame before.</param>
/// <param name="ReadsBands">Whether <see cref="LivePlanes.Residual"/> must hold what the weighted bands add before.</param>
/// <param name="Make">Makes the operator that gives its rows.</param>
internal sealed record LiveInput(string Name, bool ReadsColours, bool ReadsBands, Func<LivePlanes, RowOperator> Make);
