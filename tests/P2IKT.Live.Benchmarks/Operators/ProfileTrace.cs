using System.Text.Json;

namespace P2IKT.Live.Benchmarks.Operators;

/// <summary>
/// A trace of ONNX Runtime's profiler: an array of events in the Chrome trace format, times in microseconds; one <c>model_run</c> a run,
/// and within it one <c>..._kernel_time</c> an operator.
/// </summary>
internal sealed class ProfileTrace
{
    private readonly List<(long At, double Ms)> _runs = [];
    private readonly List<(long At, string Type, double Ms)> _kernels = [];

    /// <param name="path">The JSON file.</param>
    /// <param name="skip">Runs at the beginning that only warmed up.</param>
    public ProfileTrace(string path, int skip)
    {
        using var file = File.OpenRead(path);
        using var trace = JsonDocument.Parse(file);
        foreach (var item in trace.RootElement.EnumerateArray())
        {
            var name = item.GetProperty("name").GetString()!;
            if (name == "model_run")
                _runs.Add((item.GetProperty("ts").GetInt64(), Ms(item)));
            else if (name.EndsWith("_kernel_time", StringComparison.Ordinal))
                _kernels.Add((item.GetProperty("ts").GetInt64(), item.GetProperty("args").GetProperty("op_name").GetString()!, Ms(item)));
        }
        _runs.Sort();
        _runs.RemoveRange(0, skip);
    }

    /// <summary>A whole run, in ms; the median.</summary>
    public double RunMs => Median([.. _runs.Select(static run => run.Ms)]);

    /// <summary>The operators by type, those that take longest first.</summary>
    public IReadOnlyList<OperatorTime> Operators => [.. _kernels
        .Where(kernel => RunOf(kernel.At) >= 0) // the skipped runs' are left out
        .GroupBy(static kernel => kernel.Type)
        .Select(type =>
        {
            var runs = type.GroupBy(kernel => RunOf(kernel.At)).ToList();
            return new OperatorTime(type.Key, runs[0].Count(), Median([.. runs.Select(static run => run.Sum(kernel => kernel.Ms))]));
        })
        .OrderByDescending(static type => type.Ms)];

    private int RunOf(long at) => _runs.FindLastIndex(run => run.At <= at);

    private static double Ms(JsonElement item) => item.GetProperty("dur").GetDouble() / 1000;

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
