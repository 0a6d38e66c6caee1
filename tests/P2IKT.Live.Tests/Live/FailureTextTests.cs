using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;

namespace P2IKT.Live.Tests.Live;

public sealed partial class FailureTextTests
{
    [Theory]
    [InlineData("codec", "Choose another codec (--codec).")]
    [InlineData("overwrite", "Choose another codec (--overwrite).")]
    [InlineData(null, "Choose another codec.")]
    [InlineData("a plugin's own", "Choose another codec.")]
    public void Of_AFailureWithASetting_AddsItsFlag(string? setting, string printed) =>
        Assert.Equal(printed, FailureText.Of(new RecordingException("Choose another codec.") { Setting = setting }));

    [Fact]
    public void Of_AnyOtherFailure_IsItsMessage() => Assert.Equal("The disk is full.", FailureText.Of(new IOException("The disk is full.")));

    [Theory]
    [InlineData(FaultKind.Failed, ExitCode.Failed)]
    [InlineData(FaultKind.WrongUsage, ExitCode.WrongUsage)]
    [InlineData(FaultKind.NotAvailable, ExitCode.SourceNotAvailable)]
    [InlineData(FaultKind.NotUsable, ExitCode.ModelNotUsable)]
    public void ExitCode_OfAKind_IsTheDocumentedOne(FaultKind kind, int code)
    {
        Assert.Equal(code, ExitCode.Of(new CaptureException(kind, "It failed.")));
        Assert.Equal(code, ExitCode.Of(new RecordingException(kind, "It failed.")));
    }

    [Theory]
    [InlineData("Frames")]
    [InlineData("Capture")]
    [InlineData("Focus")]
    [InlineData("Deblur")]
    [InlineData("Recording")]
    [InlineData("Preview")]
    [InlineData("Pipeline")]
    [InlineData("Evaluation")]
    public void Libraries_InTheirTexts_NameNoFlagOfTheCommand(string library) =>
        Assert.DoesNotContain(Literals(Path.Combine(AppContext.BaseDirectory, $"P2IKT.Live.{library}.dll")), text => Flag().IsMatch(text));

    [Fact]
    public void Of_EverySettingThatALibraryNames_AddsAFlag()
    {
        var sources = Path.Combine(Root(), "src");
        var settings = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => NamedSetting().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct().ToList();
        Assert.Contains("codec", settings);
        Assert.All(settings, setting => Assert.EndsWith($"(--{setting}).", FailureText.Of(new RecordingException("It failed.") { Setting = setting }),
            StringComparison.Ordinal));
    }

    [Fact]
    public void TheCommand_InItsTexts_NamesFlags() => // or the test above could not fail
        Assert.Contains(Literals(typeof(ExitCode).Assembly.Location), text => Flag().IsMatch(text));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "P2IKT.Live.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static List<string> Literals(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var texts = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
            texts.Add(metadata.GetUserString(handle));
        Assert.NotEmpty(texts);
        return texts;
    }

    [GeneratedRegex("[ (`'<>]--[a-z]")] // a text that begins so is an argument of another program
    private static partial Regex Flag();

    [GeneratedRegex("Setting = [^;,}]*?\"([a-z]+)\"")]
    private static partial Regex NamedSetting();
}
