using Microsoft.ML.OnnxRuntime;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>Names and order of the providers out of plug-in libraries.</summary>
internal static class ProviderOrder
{
    // Names of providers in ONNX Runtime; the first that is a part of the name decides.
    private static readonly (string Part, string Name)[] Known =
        [("TensorRTRTX", "TensorRT-RTX"), ("Tensorrt", "TensorRT"), ("CUDA", "CUDA")];

    private static readonly string[] OnRtx = ["TensorRT-RTX", "CUDA", "TensorRT"];
    private static readonly string[] InDataCentres = ["TensorRT", "CUDA", "TensorRT-RTX"]; // TensorRT-RTX supports RTX cards only

    /// <summary>"TensorRT-RTX" for "NvTensorRTRTXExecutionProvider"; the name without that ending for an unknown one.</summary>
    public static string NameOf(string provider)
    {
        const string Ending = "ExecutionProvider";
        foreach (var (part, name) in Known)
        {
            if (provider.Contains(part, StringComparison.OrdinalIgnoreCase))
                return name;
        }
        var hasEnding = provider.EndsWith(Ending, StringComparison.Ordinal) && provider.Length > Ending.Length;
        return hasEnding ? provider[..^Ending.Length] : provider;
    }

    /// <summary>
    /// Sorts by preference: GPUs before NPUs before processors; on an RTX card TensorRT-RTX, CUDA, TensorRT; on a data-centre card
    /// TensorRT, CUDA, TensorRT-RTX; then others, by name.
    /// </summary>
    public static IEnumerable<ProviderDevice> Sort(IEnumerable<ProviderDevice> devices) => devices
        .OrderBy(static device => device.Kind switch
        {
            nameof(OrtHardwareDeviceType.GPU) => 0,
            nameof(OrtHardwareDeviceType.NPU) => 1,
            _ => 2,
        })
        .ThenBy(static device => Rank(device))
        .ThenBy(static device => device.ProviderName, StringComparer.Ordinal);

    private static int Rank(ProviderDevice device)
    {
        var order = device.Description.Contains("RTX", StringComparison.OrdinalIgnoreCase) ? OnRtx : InDataCentres;
        var rank = Array.IndexOf(order, NameOf(device.ProviderName));
        return rank < 0 ? order.Length : rank;
    }
}
