using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Quality;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// The measured costs of levels, kept in a file for the next start: <c>costs.json</c> in the cache folder, which may be deleted at any
/// time. They are measured again for another processor, another build of the engine or version of a model.
/// </summary>
/// <param name="file">Path of the file.</param>
internal sealed class LevelCostCache(string file)
{
    private const double MaxCost = 1e6; // ms a megapixel: what is beyond was not measured
    private const long MaxFile = 1 << 20;

    /// <summary>The levels of these models with their costs: from the file where it has all of them, else measured and written.</summary>
    /// <param name="models">The networks.</param>
    /// <param name="options">What runs them.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    public IReadOnlyList<QualityLevel> Levels(IReadOnlyList<Model> models, DeblurOptions options, CancellationToken cancellation)
    {
        var known = Read();
        if (FromCosts(models, known) is { } levels)
            return levels;
        var measured = LevelCosts.Measure(models, options, cancellation);
        known = known.Where(static cost => cost.Key.StartsWith(Machine, StringComparison.Ordinal)).ToDictionary(); // no older build's
        foreach (var level in measured)
            known[KeyOf(level.Model, level.Rung)] = level.Cost;
        Write(known);
        return measured;
    }

    private static List<QualityLevel>? FromCosts(IReadOnlyList<Model> models, Dictionary<string, double> costs)
    {
        var levels = new List<QualityLevel>();
        foreach (var model in models)
        {
            foreach (var rung in QualityRungs.WithNetwork)
            {
                if (!costs.TryGetValue(KeyOf(model, rung), out var cost))
                    return null;
                levels.Add(new QualityLevel(model, rung, cost));
            }
        }
        return levels;
    }

    private static string KeyOf(Model model, QualityRung rung) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Machine}, {model.Name} {model.Version}, {new FileInfo(model.Path).Length} bytes, {rung}");

    private static string Machine { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} threads, build {typeof(LevelCosts).Module.ModuleVersionId:N}");

    private static string Processor()
    {
        const string Field = "model name";
        try
        {
            if (OperatingSystem.IsLinux()
                && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } line)
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Its architecture must do.
        }
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>What the file has; nothing where it is absent, broken or too large.</summary>
    private Dictionary<string, double> Read()
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: < MaxFile }
                && JsonSerializer.Deserialize(File.ReadAllText(file), LiveJson.Default.DictionaryStringDouble) is { } costs
                && costs.Values.All(static cost => cost is > 0 and < MaxCost))
                return costs;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            // They are measured again.
        }
        return [];
    }

    private void Write(Dictionary<string, double> costs)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var atomic = new AtomicFile(file);
            File.WriteAllText(atomic.Path, JsonSerializer.Serialize(costs, LiveJson.Default.DictionaryStringDouble));
            atomic.Commit(overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written costs a second at each start.
        }
    }
}
