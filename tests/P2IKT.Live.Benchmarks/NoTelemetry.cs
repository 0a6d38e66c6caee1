using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Benchmarks;

/// <summary>Some benchmarks use ONNX Runtime themselves, before anything of ours has: they report as little as the program does.</summary>
internal static class NoTelemetry
{
    [ModuleInitializer]
    internal static void TurnOff() => OnnxRuntimeTelemetry.TurnOff();
}
