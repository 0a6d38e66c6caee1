using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview.Remote;

namespace P2IKT.Live.Tests.Pipeline;

[Trait(TestKind.Name, TestKind.Component)]
public sealed partial class LiveMetricsTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _values = []; // sums over labels; counts, for histograms
    private readonly HashSet<string> _published = [];

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Instruments_AgreeWithTheStatisticsOfTheRun()
    {
        await using var pipeline = await StartAsync(new LiveOptions { Source = "test:?size=64x48&fps=100", Frames = 12, Headless = true });
        await pipeline.RunAsync(TestContext.Current.CancellationToken);
        _listener.RecordObservableInstruments();

        var frames = pipeline.Measure().Frames;
        Assert.Equal(12, frames.Captured);
        Assert.Equal(frames.Captured, _values["p2ikt.frames.captured"]);
        Assert.Equal(frames.Deblurred, _values["p2ikt.frames.deblurred"]);
        Assert.Equal(frames.Dropped, _values["p2ikt.frames.dropped"]);
        Assert.Equal(frames.Deblurred, _values["p2ikt.quality.frames"]);
        Assert.Equal(frames.Deblurred, _values["p2ikt.deblur.duration"]);
        Assert.Equal(frames.Deblurred, _values["p2ikt.deblur.latency"]);
        Assert.Equal(frames.Captured, _values["p2ikt.capture.duration"]);
        Assert.Equal(0, _values["p2ikt.buffers.used"]);
    }

    /// <summary>A name that changes breaks dashboards: each is on the page, and the page has no other.</summary>
    [Fact]
    public async Task Names_AreThoseOfTheDocumentation()
    {
        await using var pipeline = await StartAsync(new LiveOptions
        {
            Source = "test:?size=64x48",
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Osc = new OscOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) },
            LatencyMs = 0,
        });
        var page = await File.ReadAllTextAsync(RepositoryFolder.At("docs", "metrics.md"), TestContext.Current.CancellationToken);
        var documented = NamesInATable().Matches(page).Select(static match => match.Groups[1].Value);

        Assert.Equal(documented.Order(StringComparer.Ordinal), _published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Instruments_AfterTheEnd_AreWithdrawn()
    {
        var pipeline = await StartAsync(new LiveOptions { Source = "test:?size=64x48", Frames = 1, Headless = true });
        await pipeline.RunAsync(TestContext.Current.CancellationToken);
        await pipeline.DisposeAsync();
        _values.Clear();
        _listener.RecordObservableInstruments();
        Assert.Empty(_values);
    }

    private async Task<LivePipeline> StartAsync(LiveOptions options)
    {
        Meter? own = null; // tests run side by side, each with a pipeline
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != own)
                return;
            _published.Add(instrument.Name);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument, 1)); // histograms
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        var pipeline = await LivePipeline.StartAsync(options, TestContext.Current.CancellationToken);
        own = pipeline.Metrics.Meter;
        _listener.Start();
        return pipeline;
    }

    private void Add(Instrument instrument, double value)
    {
        lock (_values)
            _values[instrument.Name] = _values.GetValueOrDefault(instrument.Name) + value;
    }

    [GeneratedRegex(@"^\| `(p2ikt\.[a-z.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex NamesInATable();
}
