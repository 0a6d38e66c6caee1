using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>An output of a network that its user needs.</summary>
/// <param name="Name">The output's name in the ONNX file.</param>
/// <param name="Size">The shape that it must have.</param>
/// <param name="Plane">
/// Receives its channels after each run, one below another; not owned. Null: the user reads <see cref="ConvolutionNetwork.Output"/>.
/// </param>
internal sealed record NetworkOutput(string Name, FeatureSize Size, Plane? Plane = null);
