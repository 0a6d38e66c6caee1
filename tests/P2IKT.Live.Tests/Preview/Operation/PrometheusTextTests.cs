using System.Diagnostics.Metrics;
using System.Text;
using P2IKT.Live.Preview.Operation;

namespace P2IKT.Live.Tests.Preview.Operation;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new("test");

    public void Dispose() => _meter.Dispose();

    [Theory]
    [InlineData("p2ikt.frames.captured", "{frame}", true, "p2ikt_frames_captured_total")]
    [InlineData("p2ikt.deblur.duration", "s", false, "p2ikt_deblur_duration_seconds")]
    [InlineData("p2ikt.recordings.disk.free", "By", false, "p2ikt_recordings_disk_free_bytes")]
    [InlineData("dotnet.gc.pause.time", "s", true, "dotnet_gc_pause_time_seconds_total")]
    [InlineData("9 lives", null, false, "__lives")]
    public void Name_IsTranslatedAsOpenTelemetrySays(string instrument, string? unit, bool isCounter, string name) =>
        Assert.Equal(name, PrometheusText.NameOf(instrument, unit, isCounter));

    [Fact]
    public void Counter_WithLabels_IsASampleForEach()
    {
        using var collector = new MetricsCollector(_meter);
        var counter = _meter.CreateCounter<long>("shots", "{shot}", "Pictures \\ taken.\nSo far.");
        counter.Add(2, new KeyValuePair<string, object?>("camera", "a \"b\"\n\\"));
        counter.Add(3, new KeyValuePair<string, object?>("camera", "c"));
        counter.Add(1, new KeyValuePair<string, object?>("camera", "c"));

        Assert.StartsWith(
            "# HELP shots_total Pictures \\\\ taken.\\nSo far.\n# TYPE shots_total counter\n"
            + "shots_total{camera=\"a \\\"b\\\"\\n\\\\\"} 2\nshots_total{camera=\"c\"} 4\n",
            Own(collector, "shots"), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_CountsEachBucketWithThoseBelow()
    {
        using var collector = new MetricsCollector(_meter);
        var histogram = _meter.CreateHistogram("time", "s", null, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var value in new[] { 0.25, 0.5, 0.75, 8 })
            histogram.Record(value);

        Assert.Equal(
            "# TYPE time_seconds histogram\ntime_seconds_bucket{le=\"0.5\"} 2\ntime_seconds_bucket{le=\"1\"} 3\n"
            + "time_seconds_bucket{le=\"+Inf\"} 4\ntime_seconds_sum 9.5\ntime_seconds_count 4\n",
            Own(collector, "time"));
    }

    [Fact]
    public void Gauge_WhoseLabelIsGone_HasNoOldSample()
    {
        using var collector = new MetricsCollector(_meter);
        var camera = "a";
        _meter.CreateObservableGauge("ready", () => new Measurement<int>(1, new KeyValuePair<string, object?>("camera", camera)));
        Assert.Contains("ready{camera=\"a\"} 1\n", Own(collector, "ready"), StringComparison.Ordinal);
        camera = "b";

        Assert.Equal("# TYPE ready gauge\nready{camera=\"b\"} 1\n", Own(collector, "ready"));
    }

    [Fact]
    public void Instrument_ThatFails_LeavesTheOthers()
    {
        using var collector = new MetricsCollector(_meter);
        _meter.CreateObservableGauge("broken", int () => throw new InvalidOperationException("no"));
        _meter.CreateObservableGauge("whole", () => 7);

        Assert.Equal("# TYPE whole gauge\nwhole 7\n", Own(collector, "whole"));
        Assert.Empty(Own(collector, "broken"));
    }

    [Fact]
    public void Meter_OfAnotherOwner_IsLeftOut()
    {
        using var other = new Meter("test");
        using var collector = new MetricsCollector(_meter);
        other.CreateCounter<int>("foreign").Add(1);

        Assert.Empty(Own(collector, "foreign"));
    }

    [Fact]
    public void Runtime_IsIncluded()
    {
        using var collector = new MetricsCollector(null);
        Assert.Contains("\n# TYPE dotnet_process_memory_working_set_bytes gauge\n", Text(collector), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_WithoutLabels_AllocatesNothing()
    {
        using var collector = new MetricsCollector(_meter);
        var histogram = _meter.CreateHistogram<double>("time", "s");
        histogram.Record(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            histogram.Record(0.01);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string Text(MetricsCollector collector)
    {
        var text = new StringBuilder();
        collector.Write(text);
        return text.ToString();
    }

    /// <summary>The lines of one instrument.</summary>
    private static string Own(MetricsCollector collector, string name) => string.Concat(Text(collector).Split('\n')
        .Where(line => line.TrimStart('#').Replace("HELP ", "", StringComparison.Ordinal).Replace("TYPE ", "", StringComparison.Ordinal)
            .Trim().StartsWith(name, StringComparison.Ordinal))
        .Select(static line => line + "\n"));
}
