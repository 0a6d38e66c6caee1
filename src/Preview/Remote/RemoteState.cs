using System.Text.Json;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Remote;

/// <summary>The state of the live view as remote controls see it: docs/remote.md lists its messages. Not thread-safe.</summary>
/// <param name="targets">What is read.</param>
/// <param name="status">Returns the state of the live view.</param>
internal sealed class RemoteState(RemoteTargets targets, Func<LiveStatus> status)
{
    private const string Root = RemoteCommands.Root + "state/";

    /// <summary>What a number is where nothing can be read: some control surfaces do not know NaN.</summary>
    private const float Unknown = -1;

    private static readonly string[] PointAddresses = [.. Enumerable.Range(0, FocusPoint.Max + 1).Select(static id => $"{Root}focus/{id}")];
    private static readonly string[] Cues = [.. Enum.GetNames<FocusCue>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private readonly FocusSnapshot _focus = new();
    private readonly List<StateValue> _values = [];

    /// <summary>The present state; valid until the next call.</summary>
    public IReadOnlyList<StateValue> Read()
    {
        _values.Clear();
        var recording = targets.Recording.State;
        _values.Add(new(Root + "recording", OscArgument.Of(recording?.Phase == RecorderPhase.Recording)));
        _values.Add(new(Root + "clip", OscArgument.Of(recording?.Clip ?? "")));
        _values.Add(new(Root + "seconds", OscArgument.Of((float)Math.Round(recording?.Seconds ?? 0, 1))));
        _values.Add(new(Root + "camera", OscArgument.Of(Camera())));
        if (targets.Focus?.TryReadNewest(_focus) != true)
            return _values;
        _values.Add(new(Root + "focus/share", OscArgument.Of(Rounded(_focus.InFocusShare, 3))));
        foreach (var reading in _focus.Readings)
        {
            _values.Add(new(PointAddresses[reading.Point], OscArgument.Of(Rounded(reading.Radius, 2)),
                OscArgument.Of(Cues[(int)reading.Cue])));
        }
        return _values;
    }

    private string Camera() => targets.Camera?.State switch
    {
        { Connected: false } => "lost",
        { Paused: not null } => "paused",
        { } => "connected",
        null => JsonNamingPolicy.CamelCase.ConvertName(status().Source.Connection.ToString()),
    };

    // What is rounded changes less often, and so is sent less often.
    private static float Rounded(float value, int digits) => float.IsNaN(value) ? Unknown : (float)Math.Round(value, digits);
}
