using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace P2IKT.Live.Offline;

/// <summary>
/// One machine's part of a batch: every N-th file of the sorted list, from the I-th on. The shards of one N have no file in common and
/// every file among them, as long as all see the same files.
/// </summary>
/// <param name="Index">1 to <paramref name="Count"/>.</param>
/// <param name="Count">Machines.</param>
internal readonly record struct Shard(int Index, int Count)
{
    /// <summary>The whole list: shard 1 of 1.</summary>
    public static Shard Whole => new(1, 1);

    /// <summary>Reads I/N; otherwise returns what is wrong with it.</summary>
    public static bool TryParse(string text, out Shard shard, [NotNullWhen(false)] out string? error)
    {
        shard = Whole;
        var parts = text.Split('/');
        if (parts.Length != 2 || !TryNumber(parts[0], out var index) || !TryNumber(parts[1], out var count) || count == 0)
            error = $"--shard {text} is not I/N, such as 1/8 for the first of eight machines.";
        else if (index == 0)
            error = $"--shard {text} counts from 0, and shards are counted from 1: of {count} machines the first is 1/{count} (add 1 to "
                + "an index that begins with 0).";
        else if (index > count)
            error = $"--shard {text} is beyond the last of {count} machines, {count}/{count}.";
        else
            (shard, error) = (new Shard(index, count), null);
        return error is null;
    }

    /// <summary>The items of this shard, out of a sorted list that all shards share.</summary>
    public IEnumerable<T> Of<T>(IReadOnlyList<T> all)
    {
        var (index, count) = this;
        return all.Where((_, i) => i % count == index - 1);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
