using System.Text;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Tests.Capture.Files;

public sealed class PartFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-part-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Commit_GivesItItsName_AndDisposeBefore_LeavesNothing()
    {
        using (var part = new AtomicFile(In("a.txt")))
        {
            Assert.Equal([Path.GetFileName(part.Path)], Names());
            Assert.Matches(@"^\.a\.\d+\.part\.txt$", Path.GetFileName(part.Path));
            using (var file = part.Open())
                file.Write("new"u8);
            part.Commit(overwrite: false);
        }
        new AtomicFile(In("b.txt")).Dispose();
        Assert.Equal(["a.txt"], Names());
        Assert.Equal("new", File.ReadAllText(In("a.txt")));
    }

    [Fact]
    public void TwoAtATime_ForOnePlace_DoNotMeet()
    {
        using var one = new AtomicFile(In("a.txt"));
        using var two = new AtomicFile(In("a.txt"));
        Assert.NotEqual(one.Path, two.Path);
    }

    [Fact]
    public void ALink_UnderTheNameThatItWouldTake_IsNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        File.WriteAllText(In("victim"), "precious");
        // Nobody can foresee the name; so the links are planted under all but a few of a small choice of names.
        var numbers = 50;
        for (var i = 0; i < numbers - 1; i++)
            File.CreateSymbolicLink(In($".a.{i}.part"), In(i % 2 == 0 ? "victim" : "absent"));
        var sequence = 0;
        using var part = new AtomicFile(In("a"), () => sequence++);
        using (var file = part.Open())
            file.Write("new"u8);
        part.Commit(overwrite: true);

        Assert.Equal(("precious", "new", false), (File.ReadAllText(In("victim")), File.ReadAllText(In("a")), File.Exists(In("absent"))));
        Assert.Equal(numbers, sequence);
    }

    [Fact]
    public void ALink_InPlaceOfTheResult_IsReplacedAndNotWrittenThrough()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        File.WriteAllText(In("victim"), "precious");
        File.CreateSymbolicLink(In("a"), In("victim"));
        using var part = new AtomicFile(In("a"));
        part.Commit(overwrite: true);
        Assert.Equal("precious", File.ReadAllText(In("victim")));
    }

    [Fact]
    public void Sweep_TakesWhatWasLeftAnHourAgo_AndNothingElse()
    {
        string left;
        using (var part = new AtomicFile(In("a.mp4")))
        {
            left = In(Path.GetFileName(part.Path));
            part.Commit(overwrite: false);
        }
        foreach (var name in (string[])[left, In(".a.1.part"), In(".party.7.partly.png"), In(".x.part.png"), In("a.1.part.png")])
            File.WriteAllText(name, "half");
        foreach (var file in Directory.GetFiles(_folder))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-2));
        using var fresh = new AtomicFile(In("b"));
        AtomicFile.Sweep(_folder);
        Assert.Equal([Path.GetFileName(fresh.Path), ".party.7.partly.png", ".x.part.png", "a.1.part.png", "a.mp4"], Names());
    }

    [Theory]
    [InlineData("a", ".jpg", 300)]
    [InlineData("ü", ".deblurred.jpg", 200)]
    [InlineData("🐛", ".blur.png", 100)]
    public void Fit_StaysWithinWhatAFileSystemTakes_AndKeepsLongNamesApart(string letter, string ending, int count)
    {
        var stem = string.Concat(Enumerable.Repeat(letter, count));
        var (one, two) = (FileNames.Fit(stem, ending), FileNames.Fit(stem + letter, ending));
        Assert.All((string[])[one, two], name => Assert.InRange(Encoding.UTF8.GetByteCount(name), 240, 255));
        Assert.All((string[])[one, two], name => Assert.EndsWith(ending, name, StringComparison.Ordinal));
        Assert.NotEqual(one, two);
        Assert.Equal(one, FileNames.Fit(stem, ending));
        Assert.DoesNotContain('\uFFFD', one);
        Assert.Equal("short.jpg", FileNames.Fit("short", ".jpg"));
    }

    private string In(string name) => Path.Combine(_folder, name);

    private List<string> Names() => [.. Directory.EnumerateFileSystemEntries(_folder, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
