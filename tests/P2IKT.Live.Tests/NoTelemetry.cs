using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Tests;

/// <summary>Some tests use ONNX Runtime themselves, before anything of ours has: they report as little as the program does.</summary>
internal static class NoTelemetry
{
    [ModuleInitializer]
    internal static void TurnOff() => OnnxRuntimeTelemetry.TurnOff();
}
