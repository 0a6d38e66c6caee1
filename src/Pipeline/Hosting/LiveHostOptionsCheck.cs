using System.Net;
using Microsoft.Extensions.Options;

namespace P2IKT.Live.Pipeline.Hosting;

/// <summary>Checks the options when the host starts: each fault is a sentence with the name of its value.</summary>
internal sealed class LiveHostOptionsCheck : IValidateOptions<LiveHostOptions>
{
    private const int MaxHeldFrames = 32; // 100 MB at 1280x720 already

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LiveHostOptions options)
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(options.Source))
            faults.Add($"{nameof(options.Source)} is empty: name a source, such as test: or gphoto2:.");
        if (string.IsNullOrWhiteSpace(options.Model))
            faults.Add($"{nameof(options.Model)} is empty: write auto, or the name or path of a model.");
        if (options.Port is < 0 or > IPEndPoint.MaxPort)
            faults.Add($"{nameof(options.Port)} {options.Port} is not a port: write 0 to {IPEndPoint.MaxPort}.");
        if (!Enum.IsDefined(options.Provider))
            faults.Add(
                $"{nameof(options.Provider)} {options.Provider} is not known: write auto or cpu, or another name of the enumeration.");
        if (options.LatencyMs is { } latency && !LiveOptions.IsLatency(latency))
            faults.Add($"{nameof(options.LatencyMs)} {options.LatencyMs} is not a latency in milliseconds: write a number from 0 on.");
        if (options.HeldFrames is < 0 or > MaxHeldFrames)
            faults.Add($"{nameof(options.HeldFrames)} {options.HeldFrames} is not possible: write 0 to {MaxHeldFrames}.");
        foreach (var (option, folder) in new[] { (nameof(options.ClipsFolder), options.ClipsFolder),
            (nameof(options.StillsFolder), options.StillsFolder), (nameof(options.StateFolder), options.StateFolder) })
        {
            if (folder is not null && string.IsNullOrWhiteSpace(folder))
                faults.Add($"{option} is empty: name a folder, or leave the option out.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
