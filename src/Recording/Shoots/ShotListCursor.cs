using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>How far a shot list is worked through: its current entry, what was taken of each, and the name that the next files get.</summary>
/// <remarks>Not thread-safe: <see cref="Shoot"/> calls it within its lock. A refused call changes nothing.</remarks>
internal sealed class ShotListCursor
{
    private const int MostCharacters = 200; // of a typed or scanned name
    private readonly Dictionary<int, int> _taken = [];

    /// <summary>The list; null: there is none.</summary>
    public ShotList? List { get; private set; }

    /// <summary>Index of the current entry; -1: none.</summary>
    public int Index { get; private set; } = -1;

    /// <summary>The name of the current entry, or what was scanned without a list; null: nothing.</summary>
    public string? Name { get; private set; }

    /// <summary>The current entry; null: there is none.</summary>
    public ShotListPosition? Current => List is not null && Index >= 0 ? PositionOf(Index) : null;

    /// <summary>The entries, with what was taken of each; empty without a list.</summary>
    public IReadOnlyList<ShotListPosition> All =>
        List is null ? [] : [.. Enumerable.Range(0, List.Entries.Count).Select(PositionOf)];

    /// <summary>Takes another list; its first entry is the current one.</summary>
    public void Use(ShotList list)
    {
        List = list;
        _taken.Clear();
        GoTo(0);
    }

    /// <summary>Forgets the list and the current name.</summary>
    public void Clear()
    {
        (List, Index, Name) = (null, -1, null);
        _taken.Clear();
    }

    /// <summary>Makes an entry the current one.</summary>
    /// <exception cref="RecordingException">There is no such entry.</exception>
    public void Select(int index)
    {
        if (List is null)
            throw new RecordingException(FaultKind.WrongUsage, "There is no shot list: load a CSV file first.");
        if (index < 0 || index >= List.Entries.Count)
        {
            throw new RecordingException(
                FaultKind.WrongUsage, $"The shot list has no entry {index}: its entries are 0 to {List.Entries.Count - 1}.");
        }
        GoTo(index);
    }

    /// <summary>Makes the entry with this code or name the current one; without a list the text becomes the current name.</summary>
    /// <exception cref="RecordingException">It is not in the list, or is not a name.</exception>
    public void Scan(string text)
    {
        var code = text.Trim();
        if (code.Length == 0)
            throw new RecordingException(FaultKind.WrongUsage, "Nothing was scanned: scan it again.");
        if (code.Length > MostCharacters)
        {
            throw new RecordingException(
                FaultKind.WrongUsage, $"What was scanned has {code.Length} characters: {MostCharacters} at most.");
        }
        if (List is null)
        {
            Name = code;
            return;
        }
        if (List.Find(code) is not (>= 0 and var index))
        {
            var current = Name is null ? "there is no current name" : $"the next pictures are still named '{Name}'";
            throw new RecordingException(
                FaultKind.NotAvailable,
                $"The shot list has no entry with the code or name '{code}': {current}; scan it again, or load another list.");
        }
        GoTo(index);
    }

    /// <summary>A picture was named after an entry; one of a former list does not count.</summary>
    public void Count(ShotList? list, int index)
    {
        if (index >= 0 && list == List)
            _taken[index] = _taken.GetValueOrDefault(index) + 1;
    }

    private void GoTo(int index) => (Index, Name) = (index, List!.Entries[index].Name);

    private ShotListPosition PositionOf(int index) => new(index, List!.Entries[index], _taken.GetValueOrDefault(index));
}
