using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Capture;

/// <summary>
/// The camera goes and returns, again and again. It counts handles and threads, so nothing else runs beside it. P2IKT_DISCONNECTS sets how
/// often (200 for the measurement), and then the time to resume is held to 2 s, for which the machine must be free.
/// </summary>
[CollectionDefinition(nameof(TetheredReconnectTests), DisableParallelization = true)]
[Collection(nameof(TetheredReconnectTests))]
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredReconnectTests : TetheredTest
{
    private const int Leeway = 8; // handles and threads that the runtime opens and closes as it likes

    [Fact]
    public async Task Disconnects_InARow_AreAllOvercomeWithoutALeak()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Counts handles in /proc.");
        var wanted = Environment.GetEnvironmentVariable("P2IKT_DISCONNECTS");
        var count = wanted is null ? 20 : int.Parse(wanted, CultureInfo.InvariantCulture);
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        var slowest = TimeSpan.Zero;
        var (handles, threads) = (0, 0);
        for (var i = -3; i < count; i++) // the first ones warm up
        {
            if (i == 0)
                (handles, threads) = Count();
            var lost = UntilConnection(source, ConnectionState.Lost);
            if (i % 2 == 0)
                Camera.DropConnections();
            else
                await Camera.Unplug();
            await lost;
            if (i % 2 != 0)
                Camera.PlugIn();
            var returned = Stopwatch.GetTimestamp();
            await NextNew(numbers);
            if (i >= 0 && Stopwatch.GetElapsedTime(returned) is var took && took > slowest)
                slowest = took;
            await UntilConnection(source, ConnectionState.Connected);
        }
        var (handlesAfter, threadsAfter) = Count();
        TestContext.Current.SendDiagnosticMessage(
            "{0} disconnects: slowest return {1:0} ms; handles {2} -> {3}, threads {4} -> {5}", count, slowest.TotalMilliseconds, handles, handlesAfter, threads, threadsAfter);
        Assert.InRange(handlesAfter, 0, handles + Leeway);
        Assert.InRange(threadsAfter, 0, threads + Leeway);
        Assert.True(Camera.Sessions >= count + 4);
        Assert.True(source.Outstanding <= 1);
        if (wanted is not null)
            Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static (int Handles, int Threads) Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var self = Process.GetCurrentProcess();
        return (Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(), self.Threads.Count);
    }
}
