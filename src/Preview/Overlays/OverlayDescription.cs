using System.Text.RegularExpressions;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>An entry in the table of overlays that the server can draw.</summary>
/// <param name="Name">
/// Its name in <c>?overlay=</c>, in the options of a recording and in the sidecar: a lower-case letter, then letters and digits. The page's
/// overlay of the same name draws the same.
/// </param>
/// <param name="Label">What it shows, for users: "Heat map of blur radius".</param>
/// <param name="Create">Makes an instance with values of <see cref="Options"/>. Called once for each consumer and selection.</param>
public sealed partial record OverlayDescription(string Name, string Label, Func<OverlayValues, IFrameOverlay> Create)
{
    /// <summary>What a viewer can set of it; by default nothing. The page reads the list from <c>/js/overlay-options.js</c>.</summary>
    public IReadOnlyList<OverlayOption> Options { get; init; } = [];

    /// <summary>The name.</summary>
    /// <exception cref="ArgumentException">It is not a lower-case letter followed by letters and digits.</exception>
    public string Name { get; init; } = Pattern().IsMatch(Name) ? Name
        : throw new ArgumentException($"'{Name}' cannot name an overlay: use a lower-case letter, then letters and digits.", nameof(Name));

    [GeneratedRegex("^[a-z][a-zA-Z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
