using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>
/// The focus marks of the page: names with numbers, and the two limits of the focus stack, which are marks, too. Thread-safe.
/// </summary>
internal sealed class LensMarks(LensFocus lens)
{
    /// <summary>Name of the mark at the near limit of the focus stack.</summary>
    public const string NearLimit = "near limit of the stack";

    /// <summary>Name of the mark at its far limit.</summary>
    public const string FarLimit = "far limit of the stack";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _ids = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The marks but for the limits. A mark keeps its number as long as there is one of its name.</summary>
    public LensMark[] Of(LensFocusState state)
    {
        lock (_gate)
            return [.. state.Marks.Where(static name => !IsLimit(name)).Select(name => new LensMark(IdOf(name), name))];
    }

    /// <summary>The name of a mark; null when there is none of this number.</summary>
    public string? NameOf(int mark) => Of(lens.State).FirstOrDefault(one => one.Id == mark)?.Name;

    /// <summary>Sets a mark where the lens stands.</summary>
    /// <param name="name">Null: the lowest free number.</param>
    /// <exception cref="FocusException">It is the name of a limit, or the lens is busy or cannot be driven.</exception>
    public void Add(string? name)
    {
        if (IsLimit(name))
            throw new FocusException(FaultKind.WrongUsage, $"The name '{name}' is that of a limit of the focus stack: choose another.");
        lens.SetMark(name ?? FreeNumber());
    }

    /// <summary>Makes the present focus a limit of the focus stack.</summary>
    /// <exception cref="FocusException">The lens is busy or cannot be driven.</exception>
    public void SetLimit(bool far) => lens.SetMark(far ? FarLimit : NearLimit);

    private static bool IsLimit(string? name) =>
        string.Equals(name, NearLimit, StringComparison.OrdinalIgnoreCase)
            || string.Equals(name, FarLimit, StringComparison.OrdinalIgnoreCase);

    private int IdOf(string name)
    {
        if (!_ids.TryGetValue(name, out var id))
            _ids[name] = id = _ids.Count + 1;
        return id;
    }

    private string FreeNumber()
    {
        var names = lens.State.Marks;
        return Enumerable.Range(1, names.Count + 1).Select(static number => $"{number}").First(number => !names.Contains(number));
    }
}
