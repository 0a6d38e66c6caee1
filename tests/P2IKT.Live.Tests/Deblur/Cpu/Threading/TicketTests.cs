using FsCheck.Xunit;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Tests.Deblur.Cpu.Threading;

public sealed class TicketTests
{
    /// <summary>Whoever comes, and however often: every piece once, and those of one end in order.</summary>
    [Property]
    public void Take_ByWhomever_GivesEveryPieceOnce(ushort run, byte step, bool[] comers)
    {
        var pieces = comers.Length;
        var ticket = Ticket.OfRun(run, step % Ticket.NoStep);
        var (top, bottom) = (new List<int>(), new List<int>());
        foreach (var isOdd in comers)
        {
            Assert.True(ticket.Taken < pieces);
            var (piece, without) = ticket.Take(isOdd ? 1 : 0, pieces);
            (isOdd ? bottom : top).Add(piece);
            Assert.True(without.IsInStepOf(ticket));
            ticket = without;
        }

        Assert.Equal(pieces, ticket.Taken);
        Assert.Equal(Enumerable.Range(0, top.Count), top);
        Assert.Equal(Enumerable.Range(0, bottom.Count).Select(i => pieces - 1 - i), bottom);
    }

    [Property]
    public void OfStep_KeepsTheRun_AndTakesNothing(ushort run, byte step, byte other)
    {
        var (_, begun) = Ticket.OfRun(run, step).Take(1, 5);
        var next = begun.OfStep(other);
        Assert.Equal(Ticket.OfRun(run, other), next);
        Assert.Equal(other, next.Step);
        Assert.Equal(0, next.Taken);
        Assert.Equal(step == other, next.IsInStepOf(begun));
        Assert.False(Ticket.OfRun(run + 1, step).IsInStepOf(begun));
    }
}
