namespace P2IKT.Live.Preview.Camera;

/// <summary>The new value of a camera setting: the body of <c>PUT /api/camera/settings/{name}</c>.</summary>
/// <param name="Value">One of its choices, or a number within its range.</param>
public sealed record CameraSettingValue(string Value);
