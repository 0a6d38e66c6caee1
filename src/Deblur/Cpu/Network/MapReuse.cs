using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// Lets maps of one size lie in the same memory where the one is read for the last time before the other is made: half of the memory of a
/// large network. What a run has made is gone after it, but for the maps that are kept.
/// </summary>
internal static class MapReuse
{
    /// <summary>Decides for a network, before its first run.</summary>
    /// <param name="operators">In the order in which they run, one after another.</param>
    /// <param name="kept">Maps that are read after the run.</param>
    public static void Apply(IReadOnlyList<MapOperator> operators, IReadOnlySet<FeatureMap> kept)
    {
        var lastReaders = new Dictionary<FeatureMap, int>();
        for (var i = 0; i < operators.Count; i++)
        {
            foreach (var map in operators[i].Inputs.Append(operators[i].Output))
                lastReaders[map] = i;
        }
        var endings = lastReaders.Where(pair => !kept.Contains(pair.Key)).ToLookup(static pair => pair.Value, static pair => pair.Key);
        var places = new Dictionary<FeatureMap, FeatureMap>(); // whose memory a map lies in
        var free = new Dictionary<FeatureSize, Stack<FeatureMap>>();
        for (var i = 0; i < operators.Count; i++)
        {
            var map = operators[i].Output;
            places[map] = map;
            if (free.TryGetValue(map.Size, out var candidates) && candidates.TryPop(out var place))
            {
                places[map] = place;
                map.ShareMemoryOf(place);
            }
            foreach (var ended in endings[i])
            {
                if (!free.TryGetValue(ended.Size, out var stack))
                    free[ended.Size] = stack = new Stack<FeatureMap>();
                stack.Push(places[ended]);
            }
        }
    }
}
