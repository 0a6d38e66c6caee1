using P2IKT.Live.Deblur.Bands;

namespace P2IKT.Live.Tests.Deblur;

public sealed class StripsTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 1)]
    [InlineData(3, 100)]
    [InlineData(4, 0)]
    public void Run_AnyRows_CoversEachOnce(int count, int rows)
    {
        using var strips = new Strips(count, 1);
        var seen = new int[rows];
        for (var repeat = 0; repeat < 50; repeat++)
        {
            strips.Run(rows, (_, first, end) =>
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
        using var strips = new Strips(2, 1);
        var failure = Assert.Throws<InvalidOperationException>(() => strips.Run(2, (strip, _, _) => throw new FormatException($"strip {strip}")));
        Assert.IsType<FormatException>(failure.InnerException);

        var rows = 0;
        strips.Run(10, (_, first, end) => Interlocked.Add(ref rows, end - first));
        Assert.Equal(10, rows);
    }
}
