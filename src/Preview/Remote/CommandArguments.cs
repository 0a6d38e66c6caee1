using System.Globalization;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Remote;

/// <summary>The arguments of a command, read as what the command needs.</summary>
/// <param name="given">As they were sent.</param>
internal sealed class CommandArguments(IReadOnlyList<OscArgument> given)
{
    /// <summary>The argument at a place as text; null where it was left out.</summary>
    public string? Text(int place) => place < given.Count ? given[place].ToString() : null;

    /// <summary>The argument at a place as a number; null where it was left out.</summary>
    /// <param name="place">From 0.</param>
    /// <param name="name">What it is called in the sentence that refuses it.</param>
    /// <exception cref="RemoteException">It is not a number.</exception>
    public double? Number(int place, string name)
    {
        if (place >= given.Count)
            return null;
        if (given[place] is { IsNumber: true, Number: var number } && double.IsFinite(number))
            return number;
        return double.TryParse(given[place].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number)
            ? number : throw new RemoteException(FaultKind.WrongUsage, $"{name} is not a number.");
    }

    /// <summary>The argument at a place as a whole number; null where it was left out.</summary>
    /// <param name="place">From 0.</param>
    /// <param name="name">What it is called in the sentence that refuses it.</param>
    /// <exception cref="RemoteException">It is not a whole number.</exception>
    public int? Whole(int place, string name) => Number(place, name) switch
    {
        null => null,
        { } number when number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue => (int)number,
        _ => throw new RemoteException(FaultKind.WrongUsage, $"{name} is not a whole number."),
    };
}
