namespace P2IKT.Live.Testing.Cameras;

/// <summary>A picture on the camera's card, or in its memory.</summary>
internal sealed record TestCameraStill(uint Handle, string Name, byte[] Content, ushort Format = PtpCodes.ExifJpeg);
