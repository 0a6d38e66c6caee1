using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>How far a sweep is.</summary>
[JsonConverter(typeof(SweepPhaseConverter))]
internal enum SweepPhase
{
    /// <summary>None has run, or the last was cancelled.</summary>
    Idle,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It takes no more frames, and the lens goes back to where it was.</summary>
    Returning,

    /// <summary>It has ended, and there is a result.</summary>
    Done,

    /// <summary>It could not be finished. What was merged until then can be saved.</summary>
    Failed,
}

/// <summary>Writes the phase in lower case.</summary>
internal sealed class SweepPhaseConverter() : JsonStringEnumConverter<SweepPhase>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
