using NetVips;
using P2IKT.Live.Commands;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>Folders of pictures through the command: what is skipped, refused, told, and that the rest goes on.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurBatchTests : DeblurRun
{
    private static readonly string[] Cut = ["cut.jpg", "cut.png", "cut.tif", "cut.webp"];

    [Fact]
    public async Task AFolder_IsDoneWithItsTree_AndASecondRunDoesNothing()
    {
        Drop("in/a.jpg", "in/sub/b.png");
        Assert.Equal(ExitCode.Done, await Deblur("{in} -o {out}"));
        Assert.Equal(["out/a.jpg", "out/sub/b.png"], Files("out"));
        Assert.Contains("2 deblurred, 0 done earlier, 0 failed", Output, StringComparison.Ordinal);
        var written = File.GetLastWriteTimeUtc(In("out/a.jpg"));

        Assert.Equal(ExitCode.Done, await Deblur("{in} -o {out}"));
        Assert.Contains("0 deblurred, 2 done earlier, 0 failed", Output, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(In("out/a.jpg")));
    }

    [Fact]
    public async Task AnInputThatHasChangedSince_AndAMapThatIsWantedNow_AreDoneAgain()
    {
        Drop("in/a.png", "in/b.png");
        await Deblur("{in} -o {out}");
        File.SetLastWriteTimeUtc(In("in/a.png"), DateTime.UtcNow.AddMinutes(1));
        await Deblur("{in} -o {out}");
        Assert.Contains("1 deblurred, 1 done earlier", Output, StringComparison.Ordinal);

        await Deblur("{in} -o {out}"); // a date in the future is no reason to do it for ever
        Assert.Contains("0 deblurred, 2 done earlier", Output, StringComparison.Ordinal);

        await Deblur("{in} -o {out} --maps");
        Assert.Contains("2 deblurred, 0 done earlier", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsNotOurs_IsRefusedAndOverwrittenOnlyWhenAsked()
    {
        Drop("in/a.png", "in/b.png");
        File.WriteAllText(In("out/a.png"), "someone's");
        Assert.Equal(ExitCode.Failed, await Deblur("{in} -o {out}"));
        AssertOneSentence("is not a result of ours");
        Assert.Equal("someone's", File.ReadAllText(In("out/a.png")));
        Assert.Contains("1 deblurred, 0 done earlier, 1 failed", Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, await Deblur("{in} -o {out} --overwrite"));
        Assert.Equal(60, SamplePictures.Read(In("out/a.png")).Samples.Length / 3 / 80);
    }

    [Fact]
    public async Task BrokenFiles_AreToldEach_AndTheRestGoesOn()
    {
        Drop("in/good.png", "in/cut.jpg", "in/cut.png", "in/cut.tif", "in/cut.webp");
        foreach (var name in Cut)
        {
            var bytes = File.ReadAllBytes(In("in/" + name));
            File.WriteAllBytes(In("in/" + name), bytes[..(bytes.Length * 2 / 3)]);
        }
        File.WriteAllText(In("in/empty.jpg"), "");
        File.WriteAllText(In("in/letter.png"), "this is a letter and no picture");
        File.WriteAllText(In("in/page.jpg"), "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
        Assert.Equal(ExitCode.Failed, await Deblur("{in} -o {out}"));

        var reported = Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, reported.Length);
        Assert.All(reported, line => Assert.StartsWith("p2ikt-live: '", line, StringComparison.Ordinal));
        Assert.All((string[])[.. Cut, "empty.jpg", "letter.png", "page.jpg"], name => Assert.Single(reported, line => line.Contains(name, StringComparison.Ordinal)));
        Assert.Equal(["out/good.png"], Files("out"));
    }

    [Fact]
    public async Task WhatCannotBeDeblurred_IsToldWithWhatToDo()
    {
        using (var scene = SamplePictures.Scene(40, 30))
        using (var turned = scene.Rot180())
        using (var two = scene.Join(turned, Enums.Direction.Vertical)) // two different ones: the encoder would make one of equal ones
        {
            using var pages = two.Mutate(m => m.Set(GValue.GIntType, "page-height", 30));
            pages.Webpsave(In("moves.webp"));
            pages.Tiffsave(In("pages.tif"));
            using var real = scene.Cast(Enums.BandFormat.Float);
            real.Tiffsave(In("float.tif"));
            scene.Bandjoin(scene).WriteToFile(In("six.tif"));
        }
        File.WriteAllText(In("raw.cr2"), "II*");
        File.WriteAllText(In("letter.txt"), "dear");
        foreach (var (name, says) in new[] { ("moves.webp", "is an animation of 2 pictures"), ("pages.tif", "has 2 pages"), ("float.tif", "has samples of the kind Float"),
            ("six.tif", "6 channels"), ("raw.cr2", "is a camera's raw file"), ("letter.txt", "is neither a picture") })
        {
            var code = await Deblur($"{{{name}}} -o {{out}}");
            Assert.True(Errors.Length > 0, $"{name} should have been refused: {Output}");
            AssertOneSentence(says);
            Assert.Equal(ExitCode.Failed, code);
        }
        Assert.Empty(Files("out"));
    }

    [Theory]
    [InlineData("{absent.jpg} -o {out}", ExitCode.SourceNotAvailable)]
    [InlineData("{in} {absent} -o {out}", ExitCode.SourceNotAvailable)]
    [InlineData("{in} -o {in}", ExitCode.WrongUsage)]
    [InlineData("{in}", ExitCode.WrongUsage)]
    [InlineData("-o {out}", ExitCode.WrongUsage)]
    [InlineData("{in} -o {out} --jobs 0", ExitCode.WrongUsage)]
    [InlineData("{in} -o {out} --jobs many", ExitCode.WrongUsage)]
    [InlineData("{in} -o {out} --shard 0/4", ExitCode.WrongUsage)]
    [InlineData("{in} -o {out} --shard 5/4", ExitCode.WrongUsage)]
    [InlineData("{in} -o {out} --provider abacus", ExitCode.WrongUsage)]
    [InlineData("{in} -o {out} --codec smoke", ExitCode.WrongUsage)]
    [InlineData("{in} -o {out} --model absent", ExitCode.ModelNotUsable)]
    [InlineData("{in} -o {out} --provider cuda", ExitCode.ModelNotUsable)]
    public async Task WrongUsage_IsOneSentenceAndItsCode(string arguments, int code)
    {
        Assert.SkipWhen(arguments.EndsWith("cuda", StringComparison.Ordinal) && ExecutionProviders.CheckAll().Any(p => p is { Provider: ExecutionProvider.Cuda, Reason: null }), "CUDA works here.");
        Drop("in/a.png");
        Assert.Equal(code, await Deblur(arguments));
        AssertOneSentence("");
        Assert.Equal(["in/a.png"], Files());
    }

    [Fact]
    public async Task WithoutAModelNamed_TheFinestIsTakenAndSaid()
    {
        using var output = new StringWriter();
        Drop("in/a.png");
        Assert.Equal(ExitCode.Done, await CommandLine.RunAsync(["deblur", In("in"), "-o", In("out")], output, TextWriter.Null));

        Assert.StartsWith("p2ikt-live-hq on ", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_TogetherDoEveryFileOnce()
    {
        Drop([.. Enumerable.Range(1, 7).Select(i => $"in/IMG_{i}.png")]);
        foreach (var (shard, files) in new[] { (1, 3), (2, 2), (3, 2) })
        {
            Assert.Equal(ExitCode.Done, await Deblur($"{{in}} -o {{out}} --shard {shard}/3"));
            Assert.Contains($"{files} deblurred, 0 done earlier", Output, StringComparison.Ordinal);
        }
        Assert.Equal(7, Files("out").Count);
    }

    [Fact]
    public async Task SeveralAtATime_GiveTheSamePicturesAsOne()
    {
        Drop([.. Enumerable.Range(1, 6).Select(i => $"in/IMG_{i}.png")]);
        await Deblur("{in} -o {one}");
        Assert.Equal(ExitCode.Done, await Deblur("{in} -o {three} --jobs 3"));

        Assert.All(Enumerable.Range(1, 6), i => Assert.Equal(File.ReadAllBytes(In($"one/IMG_{i}.png")), File.ReadAllBytes(In($"three/IMG_{i}.png"))));
    }

    [Fact]
    public async Task WhatAKilledRunLeft_IsTidiedWhenNobodyHasWrittenToItForAnHour()
    {
        Drop("in/a.png");
        File.WriteAllText(In("out/.a.4711.part.png"), "half");
        File.SetLastWriteTimeUtc(In("out/.a.4711.part.png"), DateTime.UtcNow.AddHours(-2));
        File.WriteAllText(In("out/.mine.party"), "not ours");
        File.SetLastWriteTimeUtc(In("out/.mine.party"), DateTime.UtcNow.AddHours(-2));
        await Deblur("{in} -o {out}");

        Assert.Equal(["out/.mine.party", "out/a.png"], Files("out"));
        File.Delete(In("out/.mine.party"));
    }

    private void Drop(params string[] names)
    {
        using var scene = SamplePictures.Scene(80, 60);
        foreach (var name in names)
            scene.WriteToFile(In(name));
    }
}
