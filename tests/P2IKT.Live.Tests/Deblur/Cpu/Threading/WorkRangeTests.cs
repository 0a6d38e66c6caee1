using FsCheck.Xunit;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Tests.Deblur.Cpu.Threading;

public sealed class WorkRangeTests
{
    /// <summary>Whoever comes, and however often: every piece once, and those of one end in order.</summary>
    [Property]
    public void Take_ByWhomever_GivesEveryPieceOnce(ushort run, byte step, bool[] comers)
    {
        var pieces = comers.Length;
        var range = WorkRange.OfRun(run, step % WorkRange.NoOperator);
        var (top, bottom) = (new List<int>(), new List<int>());
        foreach (var isOdd in comers)
        {
            Assert.True(range.Taken < pieces);
            var (piece, without) = range.Take(isOdd ? 1 : 0, pieces);
            (isOdd ? bottom : top).Add(piece);
            Assert.True(without.IsSameOperator(range));
            range = without;
        }

        Assert.Equal(pieces, range.Taken);
        Assert.Equal(Enumerable.Range(0, top.Count), top);
        Assert.Equal(Enumerable.Range(0, bottom.Count).Select(i => pieces - 1 - i), bottom);
    }

    [Property]
    public void OfOperator_KeepsTheRun_AndTakesNothing(ushort run, byte step, byte other)
    {
        var (_, begun) = WorkRange.OfRun(run, step).Take(1, 5);
        var next = begun.OfOperator(other);
        Assert.Equal(WorkRange.OfRun(run, other), next);
        Assert.Equal(other, next.Operator);
        Assert.Equal(0, next.Taken);
        Assert.Equal(step == other, next.IsSameOperator(begun));
        Assert.False(WorkRange.OfRun(run + 1, step).IsSameOperator(begun));
    }
}
