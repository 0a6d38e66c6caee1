using System.Net;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Remote;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>A preview that listens for OSC on loopback, and a remote control for it.</summary>
internal sealed class RemoteStage : IAsyncDisposable
{
    private RemoteStage(PreviewStage stage) => (Stage, Control) = (stage, new OscSender(stage.Preview.Osc!));

    public static OscOptions OnLoopback { get; } = new() { Listen = new IPEndPoint(IPAddress.Loopback, 0) };

    public PreviewStage Stage { get; }

    public OscSender Control { get; }

    public RemoteServer Server => Stage.Preview.Remote!;

    public IPEndPoint EndPoint => Stage.Preview.Osc!;

    public static async Task<RemoteStage> StartAsync(PreviewOptions? options = null) =>
        new(await PreviewStage.StartAsync((options ?? new PreviewOptions()) with { Port = 0, Osc = options?.Osc ?? OnLoopback }));

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        Control.Dispose();
    }
}
