using P2IKT.Live.Frames;

namespace P2IKT.Live.Testing.Lens;

/// <summary>
/// What a simulated camera looks at, blurred as its lens stands: a thin lens, whose blur radius is linear in its position.
/// </summary>
/// <remarks>
/// The whole range of the lens focuses on depths from the nearest edge of the table to infinity, so that every place of the scene is
/// sharp at one position. The top 16 rows of a picture are not scene, but carry its number and its position: see
/// <see cref="SimulatedCamera.NumberOf"/> and <see cref="SimulatedCamera.PositionOf"/>. Pictures have 224 columns at least.
/// </remarks>
public sealed record SimulatedScene
{
    /// <summary>What is there; the still life unless it is set.</summary>
    public SceneContent Content { get; init; }

    /// <summary>Change of the blur radius, in pixels of the live view, by one unit of the lens; 0.01 unless it is set.</summary>
    public double PixelsPerUnit { get; init; } = 0.01;

    /// <summary>Seed of the textures; 1 unless it is set.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether somebody walks through the picture, from left to right in two seconds, every four seconds.</summary>
    public bool HasPersonCrossing { get; init; }
}
