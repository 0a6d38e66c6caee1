namespace P2IKT.Live.Preview.Remote;

/// <summary>Carries out a command.</summary>
/// <param name="arguments">As many as the command takes.</param>
/// <param name="stop">The program ends.</param>
internal delegate Task RemoteAction(CommandArguments arguments, CancellationToken stop);

/// <summary>A command of remote controls.</summary>
/// <param name="Lane">What it waits for.</param>
/// <param name="Usage">Its arguments, for the sentence that refuses others; optional ones in brackets. Empty: it takes none.</param>
/// <param name="Act">Carries it out.</param>
internal sealed record RemoteCommand(RemoteLane Lane, string Usage, RemoteAction Act)
{
    private readonly string[] _names = Usage.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fewest arguments.</summary>
    public int Fewest => _names.Count(static name => !name.StartsWith('['));

    /// <summary>Most arguments.</summary>
    public int Most => _names.Length;

    /// <summary>
    /// Whether a message says no more than that a button was pressed or released: one number, for a command that needs no arguments.
    /// </summary>
    public bool IsButton(OscMessage message) => Fewest == 0 && message.Arguments is [{ IsNumber: true }];
}
