namespace P2IKT.Live.Tests;

/// <summary>
/// What a test needs beyond the code, as the trait <c>Kind</c> of its class. A class without it is fast: all of those together take less
/// than a minute, and <c>./test.sh --fast</c> runs them alone.
/// </summary>
internal static class TestKind
{
    /// <summary>Name of the trait.</summary>
    public const string Name = "Kind";

    /// <summary>Real components: libgphoto2, ffmpeg, whole networks in ONNX Runtime, processes of the program, PyTorch.</summary>
    public const string Component = "Component";

    /// <summary>A real Chromium.</summary>
    public const string Browser = "Browser";

    /// <summary>Rates, memory and allocation: alone on the machine for the time that it takes.</summary>
    public const string Measurement = "Measurement";
}
