namespace P2IKT.Live.Tests.TestCamera;

/// <summary>A picture on the camera's card.</summary>
internal sealed record TestCameraStill(uint Handle, string Name, byte[] Content);
