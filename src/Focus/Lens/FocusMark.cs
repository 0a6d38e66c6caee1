namespace P2IKT.Live.Focus.Lens;

/// <summary>A position of the lens with a name, such as an actor's mark.</summary>
/// <param name="Name">As the user calls it; up to 24 characters.</param>
/// <param name="Position">Where the lens stood when it was set.</param>
public sealed record FocusMark(string Name, LensPosition Position)
{
    /// <summary>Characters of a name, at most.</summary>
    public const int MaxNameLength = 24;
}
