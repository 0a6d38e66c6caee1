using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Ladders;

/// <summary>
/// The levels of quality that a stream moves along, best first; the last one is the source without a network. Immutable.
/// </summary>
public sealed class QualityLadder
{
    // Less is not seen, and each level more is one more session to make on the way down.
    private const double SmallestStep = 0.02; // dB

    private readonly bool _hasOneModel;

    private QualityLadder(IReadOnlyList<QualityLevel> levels, bool isMeasured)
    {
        (Levels, IsMeasured) = (levels, isMeasured);
        _hasOneModel = levels.All(level => level.Model == levels[0].Model);
    }

    /// <summary>The levels, best first.</summary>
    public IReadOnlyList<QualityLevel> Levels { get; }

    /// <summary>Whether <see cref="QualityLevel.Cost"/> is in milliseconds a megapixel of this machine.</summary>
    public bool IsMeasured { get; }

    /// <summary>One model at each working size, and the source; costs are guesses.</summary>
    public static QualityLadder Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new([.. QualityRungs.All.Select(rung => new QualityLevel(model, rung, QualityRungs.CostGuess(rung)))], isMeasured: false);
    }

    /// <summary>
    /// The Pareto front of several levels: each costs more than the next and gains at least 0.02 dB more; the source is the last.
    /// </summary>
    /// <param name="levels">At least one with a gain above 0. Those without a gain, and the source, are left out.</param>
    /// <param name="isMeasured">Whether the costs are in milliseconds a megapixel.</param>
    /// <exception cref="ArgumentException">No level has a gain above 0.</exception>
    public static QualityLadder Of(IEnumerable<QualityLevel> levels, bool isMeasured)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var front = new List<QualityLevel>();
        var candidates = levels.Where(static level => level.Rung != QualityRung.Source);
        foreach (var level in candidates.OrderBy(static level => level.Cost).ThenByDescending(static level => level.Gain))
        {
            if (level.Gain >= (front.Count > 0 ? front[^1].Gain : 0) + SmallestStep)
                front.Add(level);
        }
        if (front.Count == 0)
            throw new ArgumentException("No level has a measured gain.", nameof(levels));
        front.Reverse();
        front.Add(front[^1] with { Rung = QualityRung.Source, Cost = front[^1].Cost * QualityRungs.CostGuess(QualityRung.Source) });
        return new(front, isMeasured);
    }

    /// <summary>The index of a level; -1 where the ladder has none.</summary>
    public int IndexOf(Model model, QualityRung rung)
    {
        var index = 0;
        while (index < Levels.Count && (Levels[index].Rung != rung || (rung != QualityRung.Source && Levels[index].Model != model)))
            index++;
        return index < Levels.Count ? index : -1;
    }

    /// <summary>
    /// The best level whose measured cost is within a time, or the cheapest one with a network; the best of all where costs are guesses.
    /// </summary>
    /// <param name="size">Size of the frames, in pixels.</param>
    /// <param name="time">What a frame may take.</param>
    public int BestWithin(FrameSize size, TimeSpan time)
    {
        if (!IsMeasured)
            return 0;
        var megapixels = (double)size.Width * size.Height / 1e6;
        var index = 0;
        while (index < Levels.Count - 2 && Levels[index].Cost * megapixels > time.TotalMilliseconds)
            index++;
        return index;
    }

    /// <summary>
    /// A level in words for the user. With one model: how much the network sees, null for all. With several: its place on the ladder,
    /// counted from the worst, and the network with its working size.
    /// </summary>
    /// <param name="level">Index of the level.</param>
    public string? Describe(int level)
    {
        var (model, rung, _) = Levels[level];
        if (_hasOneModel || rung == QualityRung.Source)
            return QualityRungs.Describe(rung);
        return $"quality {Levels.Count - 1 - level} of {Levels.Count - 1}: {model.Name}{QualityRungs.DescribeSize(rung)}";
    }

    /// <summary>What statistics call a level: the rung, and before it the model where there are several.</summary>
    /// <param name="level">Index of the level.</param>
    public string NameOf(int level) => _hasOneModel ? SizeName(Levels[level]) : FullNameOf(Levels[level]);

    /// <summary>A level's network and rung, such as "p2ikt-live-hq/threeQuarters"; "source" without a network.</summary>
    public static string FullNameOf(QualityLevel level)
    {
        ArgumentNullException.ThrowIfNull(level);
        return level.Rung == QualityRung.Source ? SizeName(level) : $"{level.Model.Name}/{SizeName(level)}";
    }

    private static string SizeName(QualityLevel level)
    {
        var name = level.Rung.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
