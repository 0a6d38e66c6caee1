using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>Compiles models for a device: <see cref="OrtModelCompiler"/>, and in tests a simulated one.</summary>
internal interface IModelCompiler
{
    /// <summary>Compiles a model for frames of one size; false when the provider leaves all of it to others.</summary>
    /// <param name="model">Path of the ONNX file.</param>
    /// <param name="compiled">Path of the result; not there yet.</param>
    /// <param name="size">Size of the frames.</param>
    /// <param name="device">Runs it.</param>
    bool Compile(string model, string compiled, FrameSize size, ProviderDevice device);

    /// <summary>Whether the provider takes a compiled model as it is.</summary>
    /// <param name="compiled">Path of the compiled model.</param>
    /// <param name="device">Runs it.</param>
    bool IsCompatible(string compiled, ProviderDevice device);
}
