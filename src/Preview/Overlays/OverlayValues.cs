namespace P2IKT.Live.Preview.Overlays;

/// <summary>The values of an overlay's options, for the time that the overlay lives.</summary>
public sealed class OverlayValues
{
    private readonly Dictionary<string, double> _set;

    internal OverlayValues(Dictionary<string, double> set) => _set = set;

    /// <summary>Every option at its default.</summary>
    public static OverlayValues Defaults { get; } = new([]);

    /// <summary>Value of an option: the one that was set, else the default. Of a choice, its index.</summary>
    /// <param name="option">The option.</param>
    public double this[OverlayOption option]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(option);
            return _set.TryGetValue(option.Name, out var value) ? value : option.Default;
        }
    }
}
