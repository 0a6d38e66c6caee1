namespace P2IKT.Live.Focus.Readings;

/// <summary>A place of the picture whose focus is read.</summary>
/// <param name="Id">1 to 9; unique among the points, and stable for the life of the point.</param>
/// <param name="Name">As the user calls it; up to 24 characters.</param>
/// <param name="X">Centre of its window, as a share of the picture's width, 0 to 1.</param>
/// <param name="Y">Centre of its window, as a share of the picture's height, 0 to 1.</param>
public sealed record FocusPoint(int Id, string Name, double X, double Y)
{
    /// <summary>How many points there can be.</summary>
    public const int Max = 9;

    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 24;

    /// <summary>Side of the window that is read, as a share of the picture's shorter side.</summary>
    public const double WindowShare = 0.08;
}
