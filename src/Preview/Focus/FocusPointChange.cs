namespace P2IKT.Live.Preview.Focus;

/// <summary>The body of <c>POST /api/focus/points</c>, and of <c>PUT</c> on one of them, where what is left out stays.</summary>
/// <param name="X">Centre of the point, as a share of the picture's width, 0 to 1.</param>
/// <param name="Y">Centre of the point, as a share of the picture's height, 0 to 1.</param>
/// <param name="Name">Its name, 1 to 24 characters; without one it is called by its number.</param>
internal sealed record FocusPointChange(double? X, double? Y, string? Name)
{
    /// <summary>The name without spaces around it; null when there is none.</summary>
    public string? TrimmedName => Name?.Trim();
}
