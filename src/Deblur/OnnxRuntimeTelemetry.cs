using System.Runtime.CompilerServices;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Deblur;

/// <summary>
/// Keeps ONNX Runtime from reporting to its makers: from 1.31 on its Linux build writes a device identifier and a queue of events below
/// the user's cache folder, and sends them (https://github.com/microsoft/onnxruntime/pull/27379). A studio's program sends nothing.
/// </summary>
/// <remarks>
/// The variable is read once, when the native library is loaded, so it is set before anything of this assembly runs: no other assembly of
/// the program uses ONNX Runtime by itself. An embedding host that loads ONNX Runtime before us has to set it itself.
/// </remarks>
internal static class OnnxRuntimeTelemetry
{
    /// <summary>ONNX Runtime reports nothing when this is 1.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Switches it off for this process and for those that it starts. May be called again.</summary>
#pragma warning disable CA2255 // a host of the library must not have to know: there is no call that everybody makes first
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void TurnOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
            // .NET keeps a copy of the environment there, which native code never sees
            _ = LibC.SetEnvironment(Variable, "1", overwrite: 1);
    }
}
