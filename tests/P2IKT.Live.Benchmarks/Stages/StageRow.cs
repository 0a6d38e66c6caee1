using System.Globalization;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>A stage as the table shows it.</summary>
/// <param name="What">Its name.</param>
/// <param name="Timing">What was measured.</param>
/// <param name="FloorMs">What it could not do without, from <see cref="StageFloors"/>; null where nothing is moved.</param>
internal readonly record struct StageRow(string What, Timing Timing, double? FloorMs)
{
    public const string Head = "| stage | best ms | median ms | floor ms | median / floor | managed bytes a call |\n| --- | --- | --- | --- | --- | --- |";

    public override string ToString()
    {
        var (floor, distance) = FloorMs is { } ms
            ? (Timing.Text(ms), (Timing.MedianMs / ms).ToString("0.0", CultureInfo.InvariantCulture))
            : ("", "");
        return string.Create(CultureInfo.InvariantCulture, $"| {What} | {Timing.Text(Timing.BestMs)} | {Timing.Text(Timing.MedianMs)} | {floor} | {distance} | {Timing.Bytes} |");
    }
}
