using P2IKT.Live.Focus;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>How a focus point is called in a sentence.</summary>
internal static class PointText
{
    /// <summary>Its name, or "Point 3" where the name is a number.</summary>
    public static string Of(FocusAssist focus, int? point)
    {
        var name = focus.Points.FirstOrDefault(one => one.Id == point)?.Name;
        return name is null || int.TryParse(name, out _) ? $"Point {point}" : name;
    }
}
