namespace P2IKT.Live.Tests.Live.Web;

/// <summary>Size of a test clip's picture, in pixels.</summary>
internal sealed record FrameBox(int Width, int Height);
