using System.Diagnostics.Metrics;
using System.Text;

namespace P2IKT.Live.Preview.Operation;

/// <summary>
/// Listens to the instruments of one meter, and to what the .NET runtime observes of itself. Observable instruments are read when they are
/// asked for; what histograms record is collected from the start.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private const string RuntimeMeter = "System.Runtime"; // Microsoft Learn, "Built-in .NET runtime metrics"

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new(); // one reading at a time
    private readonly List<MetricFamily> _families = []; // guarded by itself: meters publish on any thread

    /// <param name="meter">The meter; null: the runtime's alone. Borrowed.</param>
    public MetricsCollector(Meter? meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter && !(instrument.Meter.Name == RuntimeMeter && instrument.IsObservable))
                return;
            var family = new MetricFamily(instrument);
            lock (_families)
                _families.Add(family);
            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.MeasurementsCompleted = (_, family) =>
        {
            lock (_families)
                _families.Remove((MetricFamily)family!);
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        _listener.Start();
    }

    /// <summary>Reads all instruments, and appends them in the text format of Prometheus, sorted by name.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            MetricFamily[] families;
            lock (_families)
                families = [.. _families.OrderBy(static family => family.Name, StringComparer.Ordinal)];
            foreach (var family in families)
                family.BeginReading();
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // An instrument failed, such as one of a stage that is being disposed: it has no value, the others have theirs.
            }
            foreach (var family in families)
                family.Write(text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
