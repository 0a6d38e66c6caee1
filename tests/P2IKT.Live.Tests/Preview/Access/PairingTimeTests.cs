using System.Diagnostics;
using System.Globalization;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary>
/// From opening a pairing link to the first picture on the screen, over TLS on loopback, in a fresh profile each time. Only with
/// P2IKT_MEASURE; <c>-diagnostics</c> shows the figures.
/// </summary>
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class PairingTimeTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/screen")]
    public async Task Pairing_ToTheFirstPicture_IsMeasured(string page)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("P2IKT_MEASURE") is null, "Set P2IKT_MEASURE on a free machine.");
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        var seconds = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var device = await LivePage.OpenAsync(browser, new Uri($"{access.Watch}&to={page}"),
                new() { IgnoreHTTPSErrors = true });
            await device.ShowsAsync(0);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"pairing to the first picture at {page}: first {seconds[0]:0.00} s, median {seconds.Order().ElementAt(3):0.00} s, "
            + $"longest {seconds.Max():0.00} s"));
    }
}
