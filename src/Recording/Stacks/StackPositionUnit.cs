namespace P2IKT.Live.Recording.Stacks;

/// <summary>What the positions of a focus stack are.</summary>
public enum StackPositionUnit
{
    /// <summary>Numbers of the pictures, from 0, in the order in which they were merged.</summary>
    Pictures,

    /// <summary>Positions of a focus ring, as blur radius in pixels; larger is farther.</summary>
    RingPixels,

    /// <summary>Seconds since the first frame, while a ring was turned by hand.</summary>
    Seconds,
}
