using Microsoft.Playwright;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>The answer to one GET of the page, which the server has given and the page does not get before the test releases it.</summary>
internal sealed class HeldAnswer : IAsyncDisposable
{
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HeldAnswer()
    {
    }

    /// <summary>Holds the next answer from an address; <paramref name="ask"/> has the page ask, which its polls do otherwise.</summary>
    public static async Task<HeldAnswer> OfAsync(IPage page, string url, Func<Task>? ask = null)
    {
        var held = new HeldAnswer();
        await page.RouteAsync(url, held.HoldAsync, new() { Times = 1 });
        if (ask is not null)
            await ask();
        await held._given.Task.WaitAsync(TestContext.Current.CancellationToken);
        return held;
    }

    /// <summary>Lets the page have the answer.</summary>
    public Task ReleaseAsync()
    {
        _release.TrySetResult();
        return _arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await ReleaseAsync();

    private async Task HoldAsync(IRoute route)
    {
        var answer = await route.FetchAsync();
        _given.TrySetResult();
        await _release.Task;
        try
        {
            await route.FulfillAsync(new() { Response = answer });
        }
        finally
        {
            _arrived.TrySetResult(); // also where the page has given up
        }
    }
}
