using P2IKT.Live.Capture.Tethering;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>Which files of a card were taken while the camera was away.</summary>
public sealed class CardMemoryTests
{
    private const string Folder = "/store_1/DCIM/100CANON", Next = "/store_1/DCIM/101CANON";
    private readonly CardMemory _memory = new();

    [Fact]
    public void Answer_WhenTheCameraIsBack_HasWhatCameSince()
    {
        Begin("OLD_1", "IMG_1");
        Fetch("IMG_1", 100);
        var (folder, proof) = Assert.Single(_memory.CatchUp());
        Assert.Equal((Folder, "IMG_1"), (folder, proof[^1]));
        var news = Answer(["OLD_1", "IMG_1", "IMG_2", "IMG_3"], ("IMG_1", 100))!;
        Assert.Equal(["IMG_2", "IMG_3"], news.Missing);
        Assert.False(news.IsAnotherCard);
        Assert.Empty(news.NewFolders);
    }

    [Fact]
    public void List_WithoutALoss_OnlyBegins()
    {
        Assert.Null(List(["OLD_1"]));
        Assert.Null(List(["OLD_1", "OLD_2"]));
    }

    [Fact]
    public void List_OfTheNextHost_IsNotTakenForTheAnswer_AndMakesNoFileOld()
    {
        Begin("IMG_1");
        Fetch("IMG_1", 100);
        Lose();
        _memory.Announce(Folder, "IMG_3"); // the camera's event comes before the answer
        Assert.Null(List(["IMG_1", "IMG_2", "IMG_3"]));
        Assert.Equal(["IMG_2"], Answer(["IMG_1", "IMG_2", "IMG_3"], ("IMG_1", 100))!.Missing);
        Lose(); // before any of them was fetched
        Assert.Equal(["IMG_2", "IMG_3"], Answer(["IMG_1", "IMG_2", "IMG_3"], ("IMG_1", 100))!.Missing);
    }

    [Theory]
    [InlineData("IMG_1", 101)] // the same name, another picture
    [InlineData("IMG_1", 0)] // no length
    [InlineData("IMG_9", 100)]
    public void Answer_OfAnotherCard_SaysSo_AndLearnsIt(string name, long bytes)
    {
        Begin("IMG_1");
        Fetch("IMG_1", 100);
        _memory.Announce(Folder, "IMG_2");
        Lose();
        var news = Answer(["B_1", "B_2", "IMG_1", "IMG_2"], (name, bytes))!;
        Assert.True(news.IsAnotherCard);
        Assert.Empty(news.Missing);
        Assert.False(_memory.HasMissed);
        // What the new card had is old there; what comes on it is not.
        Fetch("B_3", 50);
        Lose();
        Assert.Equal(["B_4"], Answer(["B_1", "B_2", "IMG_1", "IMG_2", "B_3", "B_4"], ("B_3", 50))!.Missing);
    }

    [Fact]
    public void Missed_IsFetchedAgain_AndForgottenThen()
    {
        _memory.Announce(Folder, "IMG_1.CR3");
        List(["OLD_1", "IMG_1.CR3"], ("OLD_1", 7));
        Assert.True(_memory.Miss(Folder, "IMG_1.CR3"));
        Assert.False(_memory.Miss(Folder, "IMG_1.CR3"));
        _memory.Announce(Folder, "IMG_2");
        Assert.Equal(["IMG_2"], _memory.MissAll()); // the host died with the second
        Assert.Empty(_memory.MissAll());
        Assert.Equal(["IMG_1.CR3", "IMG_1.JPG", "IMG_2"], Answer(["OLD_1", "IMG_1.CR3", "IMG_1.JPG", "IMG_2"], ("OLD_1", 7))!.Missing);
        Assert.True(_memory.Fetched(Folder, "IMG_1.CR3", 5));
        Assert.False(_memory.Fetched(Folder, "IMG_1.JPG", 5));
        Assert.True(_memory.Fetched(Folder, "IMG_2", 5));
        Assert.False(_memory.HasMissed);
    }

    [Fact]
    public void Missed_BeforeAnyLength_ProvesNoCard()
    {
        _memory.Announce(Folder, "IMG_1");
        Lose();
        var news = Answer(["OLD_1", "IMG_1"], ("IMG_1", 100))!;
        Assert.True(news.IsAnotherCard);
        Assert.Empty(news.Missing);
        Fetch("IMG_2", 5); // from here on it is known
        Lose();
        Assert.Equal(["IMG_3"], Answer(["OLD_1", "IMG_1", "IMG_2", "IMG_3"], ("IMG_2", 5))!.Missing);
    }

    [Fact]
    public void Folder_ThatIsNew_IsFetchedWhole_ButForWhatIsUnderWay()
    {
        Begin("IMG_9999");
        Fetch("IMG_9999", 100);
        Lose();
        var news = _memory.Answered(new CardListing(Folder, ["IMG_9999"], [Folder, Next], [("IMG_9999", 100)]))!;
        Assert.Empty(news.Missing);
        Assert.Equal([Next], news.NewFolders);
        _memory.Announce(Next, "IMG_0003");
        Assert.Equal(["IMG_0001", "IMG_0002"],
            _memory.Answered(new CardListing(Next, ["IMG_0001", "IMG_0002", "IMG_0003"], [Folder, Next], []))!.Missing);
    }

    [Fact]
    public void Folder_ThatIsNew_AndIsLostBeforeItsAnswer_IsListedTheNextTime()
    {
        Begin("IMG_9999");
        Fetch("IMG_9999", 100);
        for (var loss = 0; loss < 3; loss++)
        {
            Lose();
            var news = _memory.Answered(new CardListing(Folder, ["IMG_9999"], [Folder, Next], [("IMG_9999", 100)]))!;
            Assert.Equal([Next], news.NewFolders);
        }
        Assert.Equal(["IMG_0001"], _memory.Answered(new CardListing(Next, ["IMG_0001"], [Folder, Next], []))!.Missing);
    }

    [Fact]
    public void Folder_ThatIsNew_AndIsListedByTheHostBeforeTheAnswer_IsFetchedWhole()
    {
        Begin("IMG_9999");
        Fetch("IMG_9999", 100);
        Lose();
        _memory.Announce(Next, "IMG_0003");
        Assert.Equal(["IMG_0001", "IMG_0002"],
            _memory.Listed(new CardListing(Next, ["IMG_0001", "IMG_0002", "IMG_0003"], [Folder, Next], []))!.Missing);
        var news = _memory.Answered(new CardListing(Folder, ["IMG_9999"], [Folder, Next], [("IMG_9999", 100)]))!;
        Assert.Empty(news.NewFolders); // it is done
    }

    [Fact]
    public void Announced_AfterTheList_IsNotOld()
    {
        _memory.Announce(Folder, "IMG_1");
        List(["IMG_1", "IMG_2"]); // the second was taken before its report
        _memory.Announce(Folder, "IMG_2");
        Fetch("IMG_1", 100);
        Lose();
        Assert.Equal(["IMG_2"], Answer(["IMG_1", "IMG_2"], ("IMG_1", 100))!.Missing);
    }

    [Fact]
    public void Names_ThatBeginAgain_MeanAnErasedCard()
    {
        Begin("IMG_1");
        Fetch("IMG_1", 11);
        Fetch("IMG_2", 12);
        Fetch("IMG_3", 13);
        Assert.True(_memory.Announce(Folder, "IMG_1")); // erased in the camera, numbers begin again
        List(["IMG_1"]);
        _memory.Fetched(Folder, "IMG_1", 21);
        Lose();
        Assert.Equal(["IMG_2", "IMG_3"], Answer(["IMG_1", "IMG_2", "IMG_3"], ("IMG_1", 21))!.Missing);
    }

    [Fact]
    public void Proof_IsOfTheNewestFiles()
    {
        Begin("IMG_0");
        for (var n = 0; n < 20; n++)
            Fetch($"IMG_{n}", n + 1);
        Assert.Equal(Enumerable.Range(12, 8).Select(static n => $"IMG_{n}"), Assert.Single(_memory.CatchUp()).Proof);
    }

    private CardNews? List(string[] names, params (string, long)[] files) => _memory.Listed(new CardListing(Folder, names, [Folder], files));

    private CardNews? Answer(string[] names, params (string, long)[] files) => _memory.Answered(new CardListing(Folder, names, [Folder], files));

    private void Lose()
    {
        _memory.MissAll();
        _memory.CatchUp();
    }

    private void Begin(params string[] names)
    {
        _memory.Announce(Folder, names[^1]);
        Assert.Null(List(names));
    }

    private void Fetch(string name, long bytes)
    {
        _memory.Announce(Folder, name);
        _memory.Fetched(Folder, name, bytes);
    }
}
