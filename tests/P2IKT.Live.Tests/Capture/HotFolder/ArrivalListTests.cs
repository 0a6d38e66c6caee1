using P2IKT.Live.Capture.HotFolder;

namespace P2IKT.Live.Tests.Capture.HotFolder;

public sealed class ArrivalListTests
{
    private static readonly DateTime Epoch = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly ArrivalList _list = new(Seconds(1));

    [Fact]
    public void TryNext_BeforeItHasSettled_HasNothing()
    {
        See(0, Entry("a"));
        Assert.False(_list.TryNext(Seconds(0.9), out _));
        Assert.Equal(Seconds(1), _list.NextDue);
        Assert.True(_list.TryNext(Seconds(1), out var next));
        Assert.Equal("a", next.Path);
    }

    [Fact]
    public void TryNext_OfOneThatGrows_StartsItsTimeAnewAndHoldsUpNobody()
    {
        See(0, Entry("slow"), Entry("quick"));
        See(0.8, Entry("slow", length: 20), Entry("quick"));
        Assert.Equal(["quick"], Drain(1));
        Assert.Equal(["slow"], Drain(1.8));
    }

    [Fact]
    public void TryNext_OfSeveral_KeepsTheOrderOfArrival()
    {
        See(0, Entry("c"), Entry("a", createdAt: 1));
        See(0.5, Entry("c"), Entry("a", createdAt: 1), Entry("b", createdAt: 2));
        Assert.Equal(["c", "a", "b"], Drain(5));
    }

    [Fact]
    public void Update_WithOneThatTheLastListingMissed_GivesItItsPlace()
    {
        See(0, Entry("1", createdAt: 1), Entry("3", createdAt: 3));
        See(0.5, Entry("1", createdAt: 1), Entry("2", createdAt: 2), Entry("3", createdAt: 3), Entry("4", createdAt: 4));
        Assert.Equal(["1"], Drain(1)); // 3 waits until 2 is stable
        Assert.Equal(["2", "3", "4"], Drain(1.5));
    }

    [Fact]
    public void Update_WithAnOldFileLongAfterTheOthers_PutsItLast()
    {
        See(0, Entry("2", createdAt: 2), Entry("3", createdAt: 3));
        See(0.3, Entry("2", createdAt: 2), Entry("3", createdAt: 3));
        See(0.6, Entry("1", createdAt: 1), Entry("2", createdAt: 2), Entry("3", createdAt: 3)); // moved here, with its date
        Assert.Equal(["2", "3", "1"], Drain(5));
    }

    [Fact]
    public void IsFresh_UntilTheNextListing_IsSo()
    {
        See(0, Entry("a"));
        Assert.True(_list.TryNext(Seconds(1), out var next) && _list.IsFresh(next));
        See(1, Entry("a"));
        Assert.True(_list.TryNext(Seconds(1), out next) && !_list.IsFresh(next));
    }

    [Fact]
    public void Update_OfWhatWasDealtWith_BringsItOnceOnly()
    {
        See(0, Entry("a"));
        Assert.Equal(["a"], Drain(1));
        See(2, Entry("a"));
        Assert.Empty(Drain(9));
    }

    [Fact]
    public void Update_OfOneThatWasReplaced_BringsItAgainAsReplaced()
    {
        See(0, Entry("a"));
        Drain(1);
        See(2, Entry("a", writtenAt: 7));
        Assert.True(_list.TryNext(Seconds(3), out var again));
        Assert.True(again.Replaced);
    }

    [Fact]
    public void Update_WithoutOneThatWaited_ForgetsIt()
    {
        See(0, Entry("a"));
        See(0.5);
        Assert.Equal((0, null), (_list.Waiting, _list.NextDue));
    }

    [Fact]
    public void Update_ThatCouldNotSeeAll_ForgetsNothing()
    {
        See(0, Entry("a"));
        _list.Update([], whole: false, Seconds(0.5));
        Assert.Equal(["a"], Drain(1));
    }

    [Fact]
    public void Update_AfterTheFolderWasAwayForAWhile_BringsNothingTwice()
    {
        See(0, Entry("a"));
        Drain(1);
        See(2);
        See(3);
        See(4, Entry("a"));
        Assert.Empty(Drain(9));
    }

    [Fact]
    public void Update_OfOneThatWasDeletedAndCreatedAnewWithTheSameDate_BringsItAgain()
    {
        See(0, Entry("a"));
        Drain(1);
        See(2);
        See(3, Entry("a", createdAt: 3));
        Assert.Equal(["a"], Drain(9));
    }

    [Fact]
    public void Ignore_OfWhatIsThere_BringsItOnlyWhenItChanges()
    {
        _list.Ignore([Entry("old"), Entry("edited")]);
        See(0, Entry("old"), Entry("edited", length: 5));
        Assert.Equal(["edited"], Drain(9));
    }

    [Fact]
    public void Confirm_OfOneThatIsGone_ForgetsIt()
    {
        See(0, Entry("a"));
        Assert.True(_list.TryNext(Seconds(1), out var next));
        Assert.False(_list.Confirm(next, null, Seconds(1)));
        Assert.Equal(0, _list.Waiting);
    }

    [Fact]
    public void Postpone_KeepsThePlaceInTheOrder()
    {
        See(0, Entry("a"), Entry("b"));
        Assert.True(_list.TryNext(Seconds(1), out var first));
        ArrivalList.Postpone(first, Seconds(4));
        Assert.Equal(["b"], Drain(1));
        Assert.Equal(["a"], Drain(4));
    }

    private void See(double at, params StillEntry[] entries) => _list.Update(entries, whole: true, Seconds(at));

    private List<string> Drain(double at)
    {
        List<string> paths = [];
        while (_list.TryNext(Seconds(at), out var next))
        {
            paths.Add(next.Path);
            _list.Finish(next);
        }
        return paths;
    }

    private static StillEntry Entry(string path, long length = 10, int writtenAt = 0, int createdAt = 0) =>
        new(path, length, Epoch.AddSeconds(writtenAt), Epoch.AddSeconds(createdAt));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
