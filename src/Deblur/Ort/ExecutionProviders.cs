using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Gpu;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>The execution providers of this build of ONNX Runtime on this machine, and the choice among them.</summary>
public static class ExecutionProviders
{
    private static readonly ExecutionProvider[] Order =
        [ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.DirectMl, ExecutionProvider.Cpu];

    /// <summary>Version of ONNX Runtime, "1.31.1".</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>Every provider in order of preference, with the reason why it cannot be used here; null when it can be.</summary>
    public static IEnumerable<(ExecutionProvider Provider, string? Reason)> CheckAll() => Order.Select(p => (p, UnavailableReason(p)));

    /// <summary>The best usable provider, or the one that was asked for.</summary>
    /// <exception cref="DeblurException">The one that was asked for cannot be used; the message says why.</exception>
    public static ProviderChoice Resolve(ExecutionProvider wanted)
    {
        if (wanted != ExecutionProvider.Auto)
        {
            return UnavailableReason(wanted) is { } reason
                ? throw Unusable(wanted, reason)
                : new ProviderChoice(wanted, "");
        }
        var missing = CheckAll().TakeWhile(s => s.Reason is not null).ToList();
        var note = missing.GroupBy(m => m.Reason, (reason, those) =>
            $"{string.Join(", ", those.Select(m => ProviderChoice.NameOf(m.Provider)))}: {reason}");
        return new ProviderChoice(Order[missing.Count], string.Join("; ", note));
    }

    /// <summary>The same for a model: on a CPU ONNX Runtime runs some models, slower than the CPU engine, and the note says why.</summary>
    /// <exception cref="DeblurException">The one that was asked for cannot be used; the message says why.</exception>
    public static ProviderChoice Resolve(ExecutionProvider wanted, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var choice = Resolve(wanted);
        return choice.Provider == ExecutionProvider.Cpu && model.CpuFallbackReason is { } reason
            ? choice.With($"ONNX Runtime runs the network, slower: {reason}")
            : choice;
    }

    /// <summary>Adds the provider to a session's options; behind TensorRT also CUDA, for operators that TensorRT does not have.</summary>
    /// <param name="options">The session's.</param>
    /// <param name="provider">The provider; nothing is added for a CPU, which is always there.</param>
    /// <param name="engines">Folder in which TensorRT keeps its engines; null: they are not kept.</param>
    /// <param name="fixedAddresses">Whether every run reads and writes the same device memory.</param>
    internal static void Append(SessionOptions options, ExecutionProvider provider, string? engines = null, bool fixedAddresses = false)
    {
        switch (provider)
        {
            case ExecutionProvider.TensorRt:
                using (var tensorRt = new OrtTensorRTProviderOptions())
                {
                    tensorRt.UpdateOptions(GpuSettings.TensorRt(engines, fixedAddresses));
                    options.AppendExecutionProvider_Tensorrt(tensorRt);
                }
                AppendCuda(options, fixedAddresses: false); // TensorRT captures the graph, and only one of the two may
                break;
            case ExecutionProvider.Cuda:
                AppendCuda(options, fixedAddresses);
                break;
            case ExecutionProvider.DirectMl:
                options.AppendExecutionProvider_DML(0);
                break;
        }
    }

    private static DeblurException Unusable(ExecutionProvider provider, string reason) =>
        new($"{ProviderChoice.NameOf(provider)} cannot be used: {reason}; choose the provider auto.")
        {
            Subject = ProviderChoice.NameOf(provider),
            Setting = "provider",
        };

    private static void AppendCuda(SessionOptions options, bool fixedAddresses)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(GpuSettings.Cuda(fixedAddresses));
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private static string? UnavailableReason(ExecutionProvider provider)
    {
        if (provider == ExecutionProvider.Cpu)
            return null;
        var ortName = provider switch
        {
            ExecutionProvider.TensorRt => "TensorrtExecutionProvider",
            ExecutionProvider.Cuda => "CUDAExecutionProvider",
            _ => "DmlExecutionProvider",
        };
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(ortName))
        {
            return provider == ExecutionProvider.DirectMl
                ? OperatingSystem.IsWindows() ? "this build of ONNX Runtime lacks it" : "on Windows only"
                : "this build of ONNX Runtime lacks it (build with -p:Accelerator=Gpu)";
        }
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            Append(options, provider);
            return null;
        }
        catch (OnnxRuntimeException failure)
        {
            return GpuUnavailableReason.Describe(failure.Message);
        }
    }
}
