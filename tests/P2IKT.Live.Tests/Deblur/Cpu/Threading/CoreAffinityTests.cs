using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Tests.Deblur.Cpu.Threading;

/// <summary>Threads that help are kept off the core of whoever they help.</summary>
public sealed class CoreAffinityTests
{
    private const string Status = "/proc/thread-self/status";

    [Fact]
    public void KeepApart_FromAnyCore_LeavesTheHelperAllCoresButOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Cores() > 1, "Needs Linux and two cores.");
        var affinity = CoreAffinity.TryCreate();
        Assert.NotNull(affinity);
        using var joined = new ManualResetEventSlim();
        using var placed = new ManualResetEventSlim();
        var left = 0;
        var helper = new Thread(() =>
        {
            affinity.Join();
            joined.Set();
            placed.Wait();
            left = Cores();
        });
        helper.Start();
        joined.Wait(TestContext.Current.CancellationToken);

        affinity.KeepApart();
        placed.Set();
        helper.Join();

        Assert.Equal(Cores() - 1, left);
    }

    /// <summary>How many the calling thread may use: bits of a hexadecimal mask in groups of eight digits.</summary>
    private static int Cores() =>
        File.ReadLines(Status).First(static line => line.StartsWith("Cpus_allowed:", StringComparison.Ordinal))["Cpus_allowed:".Length..]
            .Where(char.IsAsciiHexDigit).Sum(static digit => int.PopCount(Convert.ToInt32(digit.ToString(), 16)));
}
