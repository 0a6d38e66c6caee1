using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Tests.Deblur.Cpu.Threading;

public sealed class RowWorkersTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 1)]
    [InlineData(3, 100)]
    [InlineData(4, 0)]
    public void Run_AnyRows_CoversEachOnce(int count, int rows)
    {
        using var workers = new RowWorkers(count, 1);
        var seen = new int[rows];
        for (var repeat = 0; repeat < 50; repeat++)
        {
            workers.For(rows, (_, first, end) =>
            {
                for (var y = first; y < end; y++)
                    Interlocked.Increment(ref seen[y]);
            });
        }

        Assert.All(seen, times => Assert.Equal(50, times));
    }

    [Fact]
    public void Run_APassThatThrows_TellsTheCallerAndLivesOn()
    {
        using var workers = new RowWorkers(2, 1);
        var failure = Assert.Throws<InvalidOperationException>(() => workers.For(2, (worker, _, _) => throw new FormatException($"worker {worker}")));
        Assert.IsType<FormatException>(failure.InnerException);

        var rows = 0;
        workers.For(10, (_, first, end) => Interlocked.Add(ref rows, end - first));
        Assert.Equal(10, rows);
    }

    /// <summary>Runs of different lengths in turn, as in a frame: what was true of one must not be believed of the next.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Run_OfStepsAndPassesInTurn_DoesEachPieceAfterTheStepBefore(int count)
    {
        using var workers = new RowWorkers(count, 1);
        var order = new StrongBox<int>();
        CountingStep[] many = [.. Enumerable.Range(0, 13).Select(i => new CountingStep(order, i, i % 5 * 7, after: i % 5 == 1 ? i - 1 : i))]; // every fifth is empty
        CountingStep[] few = [.. Enumerable.Range(0, 2).Select(i => new CountingStep(order, i, 1, after: i))];
        var rows = 0;
        var running = Task.Run(() =>
        {
            for (var run = 0; run < 3000; run++)
            {
                order.Value = 0;
                workers.Run(run % 3 == 0 ? few : many);
                workers.For(run % 4, (_, first, end) => Interlocked.Add(ref rows, end - first));
                workers.Run([]);
            }
        }, TestContext.Current.CancellationToken);
        await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.All(many, step => Assert.Equal((2000 * step.RowBlocks, 0), (step.Done, step.OutOfTurn)));
        Assert.All(few, step => Assert.Equal((1000, 0), (step.Done, step.OutOfTurn)));
        Assert.Equal(3000 / 4 * (0 + 1 + 2 + 3), rows);
    }

    /// <summary>Who is in a piece when the others have done the rest comes back to a later step, not to the one it left.</summary>
    [Fact]
    public async Task Run_WithAHelperThatIsHeldUp_WaitsForItsPieceOnly()
    {
        using var workers = new RowWorkers(2, 1);
        using var held = new ManualResetEventSlim();
        var (byCaller, stuck) = (0, 0);
        var running = Task.Run(() => workers.For(600, (thread, _, _) =>
        {
            if (thread == 0 && Interlocked.Increment(ref byCaller) == 5)
                held.Set(); // of six strips the caller has done all but one
            else if (thread == 1 && Interlocked.Increment(ref stuck) == 1)
                held.Wait();
        }), TestContext.Current.CancellationToken);
        // The helper may also have come too late for any piece: then the caller has done all six.
        await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(6, byCaller + stuck);
        Assert.True(byCaller >= 5);
    }

    /// <summary>A helper that has just seen that it is to go on may find nothing but the end: it must not wait for what comes after.</summary>
    [Fact]
    public async Task Dispose_AtAnyMomentOfAHelper_EndsIt()
    {
        var ending = Task.Run(
            () =>
            {
                for (var i = 0; i < 4000; i++)
                {
                    using var workers = new RowWorkers(3, 8);
                    Thread.SpinWait(i % 500);
                }
            },
            TestContext.Current.CancellationToken);
        await ending.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
    }

    private sealed class CountingStep(StrongBox<int> order, int number, int pieces, int after) : Operator
    {
        private int _done, _outOfTurn, _inRun;

        public int Done => _done;

        public int OutOfTurn => _outOfTurn;

        public override int RowBlocks => pieces;

        public override void Make(int worker, int piece)
        {
            if (Volatile.Read(ref order.Value) != after || piece < 0 || piece >= pieces)
                Interlocked.Increment(ref _outOfTurn);
            Interlocked.Increment(ref _done);
            if (Interlocked.Increment(ref _inRun) == pieces)
            {
                _inRun = 0;
                Volatile.Write(ref order.Value, number + 1);
            }
        }
    }
}
