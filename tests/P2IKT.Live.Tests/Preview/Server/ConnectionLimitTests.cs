using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Server;

namespace P2IKT.Live.Tests.Preview.Server;

/// <summary>Connections that ask for nothing, as many as there is room for and more: whoever wants something gets it.</summary>
public sealed class ConnectionLimitTests : IDisposable
{
    private const int Most = (8 * 1) + 64; // of a preview for one viewer
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly List<TcpClient> _clients = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    [Theory]
    [InlineData("")] // as a browser opens them ahead of time
    [InlineData("GET / HTTP/1.1\r\nHost: ")] // a request that never ends
    [InlineData("GET /icon.svg HTTP/1.1\r\nHost: HERE\r\n\r\n")] // one that was answered, and the connection kept
    public async Task Connections_ThatAreIdle_MakeRoom(string sent)
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, MaxViewers = 1, MaxWaiting = 0 });
        using var viewer = await RawViewer.ConnectAsync(stage); // has a request under way
        for (var i = 0; i < Most + 20; i++)
        {
            var client = new TcpClient();
            _clients.Add(client);
            await client.ConnectAsync(stage.Url.Host, stage.Url.Port, Stop);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent.Replace("HERE", stage.Url.Authority, StringComparison.Ordinal)), Stop);
        }

        using (var page = await stage.GetAsync("/"))
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        stage.Publish(7);
        Assert.Equal(7, (await viewer.NextAsync()).Sequence); // and what is in use stays
        // Of the idle ones some had to go: those that had been so for longest, most likely the first.
        await await Task.WhenAny(_clients.Select(EndOfAsync));
    }

    [Fact]
    public async Task Limit_WithAllInUse_TurnsAwayWhoComes_AndHasPlaceAgain()
    {
        var limit = new ConnectionLimit(2);
        var (first, second, third) = (new FakeConnection(), new FakeConnection(), new FakeConnection());
        var (ending, firstAnswered, secondAnswered) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var (one, two) = (limit.ServeAsync(first, _ => ending.Task), limit.ServeAsync(second, _ => ending.Task));
        var firstRequest = limit.ServeAsync(new DefaultHttpContext(first.Features), _ => firstAnswered.Task);
        var secondRequest = limit.ServeAsync(new DefaultHttpContext(second.Features), _ => secondAnswered.Task);

        await limit.ServeAsync(third, _ => throw new InvalidOperationException("It was let in."));
        Assert.Equal((0, 0, 1), (first.Aborts, second.Aborts, third.Aborts));

        firstAnswered.SetResult();
        await firstRequest;
        secondAnswered.SetResult();
        await secondRequest;
        var fourth = limit.ServeAsync(third, _ => ending.Task);
        Assert.Equal((1, 0, 1), (first.Aborts, second.Aborts, third.Aborts)); // idle now, and for longest
        await limit.ServeAsync(new DefaultHttpContext(first.Features), _ => Task.CompletedTask); // came too late: nothing happens

        ending.SetResult();
        await Task.WhenAll(one, two, fourth);
        await limit.ServeAsync(new FakeConnection(), _ => Task.CompletedTask);
        Assert.Equal((1, 0, 1), (first.Aborts, second.Aborts, third.Aborts));
    }

    private static async Task EndOfAsync(TcpClient client)
    {
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, Stop).AsTask().WaitAsync(Timeout, Stop) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Cut off.
        }
    }

    private sealed class FakeConnection : DefaultConnectionContext
    {
        public int Aborts { get; private set; }

        public override void Abort() => Aborts++;

        public override void Abort(ConnectionAbortedException abortReason) => Aborts++;
    }
}
