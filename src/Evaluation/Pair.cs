namespace P2IKT.Live.Evaluation;

/// <summary>A blurry picture, its sharp truth, and where there is one a map of the true blur radius.</summary>
/// <param name="Stem">The blurry picture's file name without its ending; SCENE/NAME where a scene has many blurry pictures.</param>
/// <param name="Source">The blurry picture.</param>
/// <param name="Target">The sharp picture.</param>
/// <param name="Blur">16-bit PNG, 256 units a pixel of radius; null when there is none.</param>
public sealed record Pair(string Stem, string Source, string Target, string? Blur);
