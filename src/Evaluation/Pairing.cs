using System.Globalization;

namespace P2IKT.Live.Evaluation;

/// <summary>Which blurry picture belongs to which sharp one, and which are left over.</summary>
/// <param name="Pairs">In order of stem.</param>
/// <param name="Sources">Blurry pictures without a sharp one.</param>
/// <param name="Targets">Sharp pictures without a blurry one.</param>
internal sealed record Pairing(IReadOnlyList<Pair> Pairs, IReadOnlyList<string> Sources, IReadOnlyList<string> Targets)
{
    /// <summary>
    /// DPDD takes the sharp picture one or two shots before or after the blurry one; three are the bound of those who rely on it.
    /// </summary>
    private const long LargestGap = 3;

    /// <summary>
    /// Pairs by what the layout says partners share. Where no two do, by the order of shots, as DPDD needs it: its cameras numbered
    /// each shot anew, so that both sides must be complete and partners' numbers nearly equal.
    /// </summary>
    public static Pairing Of(DatasetLayout layout, string root)
    {
        var (sources, targets, blurs) = (layout.ListSources(root), layout.ListTargets(root), layout.ListBlurMaps(root));
        var byKey = targets.DistinctBy(target => layout.Key(target.Name))
            .ToDictionary(target => layout.Key(target.Name), target => target.File);
        var paired = (layout.ManyToOne ? sources : sources.DistinctBy(source => layout.Key(source.Name)))
            .Where(source => byKey.ContainsKey(layout.Key(source.Name)))
            .Select(source => (Source: source, Target: byKey[layout.Key(source.Name)]))
            .ToList();
        if (paired.Count == 0 && InOrderOfShots(sources, targets))
            paired = sources.Zip(targets, (source, target) => (source, target.File)).ToList();
        return new Pairing(
            paired.Select(p => new Pair(p.Source.Name, p.Source.File, p.Target, blurs.GetValueOrDefault(p.Source.Name))).ToList(),
            sources.Select(source => source.File).Except(paired.Select(p => p.Source.File)).ToList(),
            targets.Select(target => target.File).Except(paired.Select(p => p.Target)).ToList());
    }

    private static bool InOrderOfShots(
        IReadOnlyList<(string Name, string File)> sources, IReadOnlyList<(string Name, string File)> targets) =>
        sources.Count == targets.Count && sources.Zip(targets).All(pair =>
        {
            var (source, target) = (Shot(pair.First.Name), Shot(pair.Second.Name));
            return source.Number >= 0 && target.Number >= 0 && source.Camera == target.Camera
                && Math.Abs(source.Number - target.Number) <= LargestGap;
        });

    /// <summary>1P0A0917 is shot 917 of the camera 1P0A; the number is -1 where a name ends in none.</summary>
    private static (string Camera, long Number) Shot(string name)
    {
        var start = name.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1;
        return long.TryParse(name.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (name[..start], number)
            : (name, -1);
    }
}
