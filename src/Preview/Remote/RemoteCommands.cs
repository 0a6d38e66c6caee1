using System.Collections.Frozen;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Shoots;

namespace P2IKT.Live.Preview.Remote;

/// <summary>The commands of remote controls by their addresses: docs/remote.md lists them.</summary>
internal sealed class RemoteCommands
{
    /// <summary>What the addresses of all commands begin with.</summary>
    public const string Root = "/p2ikt/";

    private readonly RemoteTargets _targets;
    private readonly FrozenDictionary<string, RemoteCommand> _commands;

    /// <summary>Commands for these services.</summary>
    public RemoteCommands(RemoteTargets targets)
    {
        _targets = targets;
        var recording = targets.Recording;
        _commands = new Dictionary<string, RemoteCommand>
        {
            ["record/start"] = new(RemoteLane.Recording, "[NAME]", (given, stop) => recording.StartAsync(given.Text(0), stop)),
            ["record/stop"] = new(RemoteLane.Recording, "", (_, stop) => recording.StopAsync(stop)),
            ["record/toggle"] = new(RemoteLane.Recording, "", (_, stop) => recording.ToggleAsync(stop)),
            ["record/mark"] = Now(RemoteLane.Recording, "[LABEL]", given => recording.Mark(given.Text(0))),
            ["release"] = new(RemoteLane.Camera, "", (_, stop) => Camera.CaptureStillAsync(stop)),
            ["set"] = new(RemoteLane.Camera, "SETTING VALUE", (given, stop) => Camera.SetAsync(given.Text(0)!, given.Text(1)!, stop)),
            ["autofocus"] = Now(RemoteLane.Lens, "POINT", given => Lens.Autofocus(given.Whole(0, "POINT"))),
            ["focus/move"] = new(RemoteLane.Lens, "SIZE DIRECTION",
                (given, stop) => Lens.MoveAsync(SizeOf(given.Text(0)), given.Text(1), stop)),
            ["focus/mark"] = Now(RemoteLane.Lens, "[NAME]", given => Lens.AddMark(given.Text(0))),
            ["focus/rack"] = Now(RemoteLane.Lens, "MARK [SECONDS]", given => Lens.Rack(MarkOf(given), given.Number(1, "SECONDS"))),
            ["focus/cancel"] = Now(RemoteLane.Immediate, "", _ => Lens.Cancel()), // not behind the move that it ends
            ["scan"] = Now(RemoteLane.Shoot, "TEXT", given => (_targets.Shoot ?? throw NoShoot()).Scan(given.Text(0)!)),
            ["snapshot"] = new(RemoteLane.Shoot, "", (_, stop) => SaveAsync(stop)),
            ["ping"] = Now(RemoteLane.Immediate, "", static _ => { }),
        }.ToFrozenDictionary(static command => Root + command.Key, static command => command.Value, StringComparer.Ordinal);
    }

    /// <summary>The addresses of all commands.</summary>
    public IEnumerable<string> Addresses => _commands.Keys;

    private Capture.ICameraControls Camera =>
        _targets.Camera ?? throw new RemoteException(FaultKind.NotAvailable, CameraEndpoints.NoCameraText);

    private LensOrders Lens => _targets.Lens ?? throw new RemoteException(
        FaultKind.NotAvailable, "There is no lens that can be driven: connect a camera that drives its lens.");

    /// <summary>The command of an address; null when there is none.</summary>
    public RemoteCommand? Find(string address) => _commands.GetValueOrDefault(address);

    private static RemoteCommand Now(RemoteLane lane, string usage, Action<CommandArguments> act) => new(lane, usage, (given, _) =>
    {
        act(given);
        return Task.CompletedTask;
    });

    private static LensMoveSize? SizeOf(string? name) => name switch
    {
        "small" => LensMoveSize.Small,
        "medium" => LensMoveSize.Medium,
        "large" => LensMoveSize.Large,
        _ => null,
    };

    // By name, as the page shows it, or else by number.
    private int MarkOf(CommandArguments given)
    {
        var name = given.Text(0);
        var named = Lens.State.Marks.FirstOrDefault(mark => string.Equals(mark.Name, name, StringComparison.OrdinalIgnoreCase));
        if (named is not null)
            return named.Id;
        try
        {
            return given.Whole(0, "MARK")!.Value;
        }
        catch (RemoteException)
        {
            throw new RemoteException(FaultKind.NotAvailable, $"There is no focus mark {name}.");
        }
    }

    private async Task SaveAsync(CancellationToken stop)
    {
        if (await (_targets.Snapshots ?? throw NoShoot()).SaveAsync(stop).ConfigureAwait(false) is null)
            throw new RemoteException(FaultKind.NotAvailable, SessionSnapshots.NoPicture);
    }

    private static RemoteException NoShoot() => new(
        FaultKind.NotAvailable, "There is no shoot here: the source is a folder of stills; start with another source.");
}
