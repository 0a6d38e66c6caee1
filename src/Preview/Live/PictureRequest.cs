using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Preview.Live;

/// <summary>What a viewer gets of a frame.</summary>
/// <param name="Parts">The parts; none: it gets nothing.</param>
/// <param name="Form">The form of its pictures.</param>
internal readonly record struct PictureRequest(FrameParts Parts, PictureForm Form);
