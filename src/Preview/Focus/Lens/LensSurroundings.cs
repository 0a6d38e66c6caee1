using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Camera;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>What an operation of a lens needs beside the lens.</summary>
internal sealed record LensSurroundings
{
    /// <summary>Takes the pictures of focus stacks and traps; null: none can be taken.</summary>
    public ICameraControls? Camera { get; init; }

    /// <summary>Gets the demand for frames while an operation needs them; null when frames come in any case.</summary>
    public FrameDemand? Demand { get; init; }

    /// <summary>Keeps the level of the network as it is while readings are compared; null: there is only one.</summary>
    public Func<IDisposable>? HoldQuality { get; init; }

    /// <summary>Keeps what was measured of lenses; null: it is forgotten at the end.</summary>
    public LensCalibrations? Calibrations { get; init; }

    /// <summary>The camera's own magnifier; null: it has none.</summary>
    public CameraMagnifier? Magnifier { get; init; }

    /// <summary>The camera and its lens, as both call themselves; null while there is no camera.</summary>
    public string? LensName => Camera?.State is { Connected: true } state
        ? $"{state.Model} {state.Settings.FirstOrDefault(static setting => setting.Name == "lens")?.Value}".Trim()
        : null;
}
