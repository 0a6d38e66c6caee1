using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Pipeline;

namespace P2IKT.Live.Tests.Pipeline;

public sealed class MemoryWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private MemorySample _memory = new(100, 10, 1000);

    [Fact]
    public void Growth_CountsFromTheTenthSecond()
    {
        using var watch = new MemoryWatch(_time, () => _memory);
        Seconds(9);
        _memory = new(500, 50, 5000);
        Seconds(1);
        _memory = new(530, 45, 5000 + (290 * 7));
        Seconds(290);
        Assert.Equal(new MemoryUse { WorkingSetBytes = 530, ManagedBytes = 45, WorkingSetGrowthBytes = 30, ManagedGrowthBytes = -5, AllocatedBytesPerSecond = 7 }, watch.Measure());
    }

    [Fact]
    public void Growth_OfAShortRun_IsUnknown()
    {
        using var watch = new MemoryWatch(_time, () => _memory);
        _memory = new(200, 20, 3000);
        Seconds(9);
        Assert.Equal(new MemoryUse { WorkingSetBytes = 200, ManagedBytes = 20 }, watch.Measure());
    }

    [Fact]
    public void Memory_AfterTheEnd_IsWhatItWasBefore()
    {
        var watch = new MemoryWatch(_time, () => _memory);
        Seconds(12);
        watch.Dispose();
        _memory = new(1, 1, 1);
        Seconds(5);
        Assert.Equal(100, watch.Measure().WorkingSetBytes);
    }

    /// <summary>On a timer's thread, where what is thrown ends the process.</summary>
    [Fact]
    public void Memory_ThatCannotBeRead_IsWhatItWasBefore()
    {
        using var watch = new MemoryWatch(_time, () => _memory.WorkingSet > 0 ? _memory : throw new IOException("gone"));
        _memory = default;
        Seconds(12);
        Assert.Equal(100, watch.Measure().WorkingSetBytes);
    }

    [Fact]
    public void Memory_OfThisProcess_IsRead()
    {
        using var watch = new MemoryWatch(_time);
        var seen = watch.Measure();
        Assert.InRange(seen.ManagedBytes, 1, seen.WorkingSetBytes);
    }

    private void Seconds(int count)
    {
        for (var i = 0; i < count; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
    }
}
