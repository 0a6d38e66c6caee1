namespace P2IKT.Live.Testing.Lens;

/// <summary>The part of a scene that a camera's magnifier shows.</summary>
/// <param name="Factor">How much larger it is shown; 1 is the whole picture.</param>
/// <param name="X">Its centre as a share of the width.</param>
/// <param name="Y">Its centre as a share of the height.</param>
internal readonly record struct SceneCrop(double Factor, double X, double Y)
{
    public static SceneCrop Whole { get; } = new(1, 0.5, 0.5);
}
