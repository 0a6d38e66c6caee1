using System.Globalization;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Pictures;

namespace P2IKT.Live.Recording.Stacks;

/// <summary>
/// The order in depth over a merged picture as 16-bit grey: 1 the lowest position of best focus to 65535 the highest, 0 where it is not
/// known. A PNG that says so in its text.
/// </summary>
internal sealed class DepthMap
{
    private readonly ushort[] _values;
    private readonly FrameSize _cells;
    private readonly int _stride;

    /// <param name="positions">Of best focus, one for each cell; NaN where it is not known.</param>
    /// <param name="cells">Columns and rows.</param>
    /// <param name="stride">Pixels of the picture for one cell, in each direction.</param>
    public DepthMap(ReadOnlySpan<float> positions, FrameSize cells, int stride)
    {
        (_values, _cells, _stride) = (new ushort[positions.Length], cells, stride);
        foreach (var position in positions)
        {
            if (float.IsFinite(position))
                (Lowest, Highest) = (Math.Min(Lowest ?? position, position), Math.Max(Highest ?? position, position));
        }
        var span = Highest > Lowest ? Highest.Value - Lowest!.Value : 1;
        for (var i = 0; i < _values.Length; i++)
            _values[i] = float.IsFinite(positions[i])
                ? (ushort)Math.Round(1 + (65534 * ((positions[i] - Lowest!.Value) / span)))
                : (ushort)0;
    }

    /// <summary>The lowest position; null when none is known.</summary>
    public double? Lowest { get; }

    /// <summary>The highest position; null when none is known.</summary>
    public double? Highest { get; }

    /// <summary>Writes the map as a PNG.</summary>
    /// <param name="path">A file that is there, and is replaced.</param>
    /// <param name="model">Name of the network that read the focus.</param>
    /// <exception cref="IOException">It cannot be written. Says why, and not where.</exception>
    public void Save(string path, string model) => GreyMap.Save(
        path, _values, _cells,
        ("Description", "Position of best focus: 1 the lowest to 65535 the highest, 0 where it is not known"),
        ("Lowest", Text(Lowest)),
        ("Highest", Text(Highest)),
        ("Stride", _stride.ToString(CultureInfo.InvariantCulture)),
        ("Software", $"P2IKT.Live, {model}"));

    private static string Text(double? position) => position?.ToString("0.####", CultureInfo.InvariantCulture) ?? "unknown";
}
