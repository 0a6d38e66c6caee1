using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Gpu;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>The execution providers of this build of ONNX Runtime on this machine, and the choice among them.</summary>
public static class ExecutionProviders
{
    private static readonly ExecutionProvider[] Order =
        [ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.DirectMl, ExecutionProvider.Cpu];

    private static readonly ConcurrentDictionary<string, string> Excluded = new(); // names of providers that have failed, and why

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

    /// <summary>The same with the plug-in libraries of <see cref="DeblurOptions.ProviderFolder"/>, which are preferred.</summary>
    /// <param name="options">The provider that is wanted, and the folder.</param>
    /// <exception cref="DeblurException">The folder or the provider that was asked for cannot be used; the message says why.</exception>
    public static ProviderChoice Resolve(DeblurOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isAuto = options.Provider == ExecutionProvider.Auto;
        if (isAuto ? options.ProviderFolder is null : options.Provider != ExecutionProvider.Plugin)
            return Resolve(options.Provider);
        if (options.ProviderFolder is not { } folder)
        {
            throw new DeblurException(
                $"{ProviderChoice.NameOf(ExecutionProvider.Plugin)} cannot be used: name the folder of provider libraries.")
            {
                Subject = ProviderChoice.NameOf(ExecutionProvider.Plugin),
                Setting = "providers",
            };
        }
        var opened = ProviderFolder.Open(folder);
        var candidates = opened.Devices.Where(device => !isAuto || device.IsAccelerator).ToList();
        if (candidates.Find(static device => !Excluded.ContainsKey(device.Name)) is { } chosen)
            return new ProviderChoice(ExecutionProvider.Plugin, ExcludedNote(candidates)) { Device = chosen };
        var reason = candidates.Count > 0 ? ExcludedNote(candidates)
            : opened.Devices.Count > 0 ? "plug-ins: none is for a GPU or NPU (the provider plugin takes them nevertheless)"
            : $"plug-ins: {opened.DescribeMissing()}";
        if (!isAuto)
            throw Unusable(ExecutionProvider.Plugin, reason);
        var other = Resolve(ExecutionProvider.Auto);
        return other with { Note = other.Note.Length > 0 ? $"{reason}; {other.Note}" : reason };
    }

    /// <summary>
    /// Takes a provider that has failed out of the automatic choice until the program ends. False for the processor, which nothing can
    /// replace.
    /// </summary>
    /// <param name="failed">What has run the network.</param>
    /// <param name="reason">Why it failed, one clause.</param>
    public static bool Exclude(ProviderChoice failed, string reason)
    {
        ArgumentNullException.ThrowIfNull(failed);
        if (failed.Provider == ExecutionProvider.Cpu)
            return false;
        Excluded[failed.Name] = reason;
        return true;
    }

    /// <summary>The same for a model, with plug-in libraries.</summary>
    /// <exception cref="DeblurException">The one that was asked for cannot be used; the message says why.</exception>
    public static ProviderChoice Resolve(DeblurOptions options, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return WithFallbackReason(Resolve(options), model);
    }

    /// <summary>The same for a model: on a CPU ONNX Runtime runs some models, slower than the CPU engine, and the note says why.</summary>
    /// <exception cref="DeblurException">The one that was asked for cannot be used; the message says why.</exception>
    public static ProviderChoice Resolve(ExecutionProvider wanted, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return WithFallbackReason(Resolve(wanted), model);
    }

    private static ProviderChoice WithFallbackReason(ProviderChoice choice, Model model) =>
        choice.Provider == ExecutionProvider.Cpu && model.CpuFallbackReason is { } reason
            ? choice.With($"ONNX Runtime runs the network, slower: {reason}")
            : choice;

    private static string ExcludedNote(IEnumerable<ProviderDevice> devices) => string.Join("; ", devices
        .Select(static device => device.Name).Distinct().Where(Excluded.ContainsKey).Select(static name => $"{name}: {Excluded[name]}"));

    /// <summary>Adds the provider of a plug-in library to a session's options.</summary>
    internal static void Append(SessionOptions options, ProviderDevice device) =>
        options.AppendExecutionProvider(OrtEnv.Instance(), [device.Handle], new Dictionary<string, string>());

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
        if (Excluded.TryGetValue(ProviderChoice.NameOf(provider), out var failure))
            return failure;
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
        catch (OnnxRuntimeException refused)
        {
            return GpuUnavailableReason.Describe(refused.Message);
        }
    }
}
