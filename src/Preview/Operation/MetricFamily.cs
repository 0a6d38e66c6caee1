using System.Diagnostics.Metrics;
using System.Text;

namespace P2IKT.Live.Preview.Operation;

/// <summary>The values of one instrument, by its labels. Thread-safe; without labels nothing is allocated for a measurement.</summary>
internal sealed class MetricFamily
{
    // What the OpenTelemetry SDK uses where an instrument has no advice, in seconds.
    private static readonly IReadOnlyList<double> UsualBuckets =
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly string _type;
    private readonly string? _help;
    private readonly bool _isObservable;
    private readonly bool _adds; // else a measurement replaces the value before
    private readonly IReadOnlyList<double>? _bounds; // of a histogram's buckets, without the last, which has none
    private readonly long[] _buckets = [];
    private double _sum;

    public MetricFamily(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var isCounter = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
        _isObservable = instrument.IsObservable;
        _adds = kind == typeof(Counter<>) || kind == typeof(UpDownCounter<>);
        _help = instrument.Description;
        _type = isCounter ? "counter" : "gauge";
        if (kind == typeof(Histogram<>))
        {
            _type = "histogram";
            _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? UsualBuckets;
            _buckets = new long[_bounds.Count + 1];
        }
        Name = PrometheusText.NameOf(instrument.Name, instrument.Unit, isCounter);
    }

    /// <summary>Name in the text format.</summary>
    public string Name { get; }

    /// <summary>Takes a measurement. A histogram takes it without its labels: none of ours has some.</summary>
    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = _bounds is null ? PrometheusText.LabelsOf(tags) : "";
        lock (_gate)
        {
            if (_bounds is not null)
            {
                var bucket = 0;
                while (bucket < _bounds.Count && value > _bounds[bucket])
                    bucket++;
                _buckets[bucket]++;
                _sum += value;
                return;
            }
            _values[labels] = _adds ? _values.GetValueOrDefault(labels) + value : value;
        }
    }

    /// <summary>Forgets what was observed at the reading before: labels that are gone have no value.</summary>
    public void BeginReading()
    {
        if (!_isObservable)
            return;
        lock (_gate)
            _values.Clear();
    }

    /// <summary>Appends the values; nothing while there are none.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            if (_bounds is null && _values.Count == 0)
                return;
            PrometheusText.AppendHead(text, Name, _type, _help);
            foreach (var (labels, value) in _values)
                PrometheusText.AppendSample(text, Name, labels, value);
            if (_bounds is null)
                return;
            long count = 0;
            for (var bucket = 0; bucket < _buckets.Length; bucket++)
            {
                count += _buckets[bucket];
                var bound = bucket < _bounds.Count ? _bounds[bucket] : double.PositiveInfinity;
                PrometheusText.AppendSample(text, $"{Name}_bucket", $"{{le=\"{PrometheusText.Number(bound)}\"}}", count);
            }
            PrometheusText.AppendSample(text, $"{Name}_sum", "", _sum);
            PrometheusText.AppendSample(text, $"{Name}_count", "", count);
        }
    }
}
