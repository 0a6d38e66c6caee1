using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Testing.Lens;

/// <summary>How a lens maps onto the scene: position to focus distance, and focus distance to blur radius.</summary>
internal readonly record struct SceneOptics
{
    private const double LargestRadius = 60; // pixels, which the scene's fixed-point sums can hold
    private const double QuantumPixels = 0.04; // of radius, from one rendered position to the next

    private readonly double _near;
    private readonly double _range;

    /// <exception cref="InvalidOperationException">The blur would be too large at this size.</exception>
    public SceneOptics(FrameSize size, SimulatedScene scene, SimulatedLens lens)
    {
        (_near, _range) = (lens.Near, lens.Far - lens.Near);
        AperturePixels = scene.PixelsPerUnit * _range / ThinLens.Nearest;
        if (!(scene.PixelsPerUnit > 0 && _range > 0 && scene.PixelsPerUnit * _range <= LargestRadius))
        {
            throw new InvalidOperationException(
                $"The lens goes from {lens.Near} to {lens.Far} units at {scene.PixelsPerUnit} px a unit: the blur must stay "
                    + $"within {LargestRadius} px.");
        }
        Aperture = (float)(AperturePixels / new Canvas(size).Scale);
        Positions = (int)Math.Ceiling(scene.PixelsPerUnit * _range / QuantumPixels) + 1;
    }

    /// <summary>Blur radius at inverse-depth distance 1, in pixels.</summary>
    public double AperturePixels { get; }

    /// <summary>The same in units of the canvas.</summary>
    public float Aperture { get; }

    /// <summary>Positions of the lens that are rendered, from near to far.</summary>
    public int Positions { get; }

    /// <summary>The rendered position that is next to one of the lens.</summary>
    public int IndexOf(double position) => (int)Math.Clamp(Math.Round((position - _near) / _range * (Positions - 1)), 0, Positions - 1);

    /// <summary>The position of the lens for which it was rendered.</summary>
    public double PositionOf(int index) => _near + (_range * index / (Positions - 1));

    /// <summary>The inverse depth that is in focus.</summary>
    public float FocusAt(double position) => (float)(ThinLens.Nearest * (1 - ((position - _near) / _range)));

    /// <summary>Blur radius of an inverse depth, in pixels.</summary>
    public float RadiusAt(float inverseDepth, double position) => (float)(AperturePixels * Math.Abs(inverseDepth - FocusAt(position)));

    /// <summary>The position that focuses on an inverse depth.</summary>
    public double PositionFor(float inverseDepth) => _near + (_range * (1 - (inverseDepth / ThinLens.Nearest)));
}
