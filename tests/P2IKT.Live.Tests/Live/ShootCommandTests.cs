using P2IKT.Live.Commands;

namespace P2IKT.Live.Tests.Live;

/// <summary>The options of a shoot on the command line.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ShootCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-shoot-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData("--session ../up", "leads out")]
    [InlineData("--session {seq}", "{seq}")]
    [InlineData("--names a/b", "/")]
    [InlineData("--names {nam}", "{name}")]
    [InlineData("--shot-list absent.csv", "absent.csv")]
    [InlineData("--source folder:/tmp --names {seq}", "--names")]
    [InlineData("--clips /tmp/p2ikt-clips --copy-to /tmp/p2ikt-clips/copies", "another disk")]
    public async Task Run_OnABadShoot_SaysOneSentenceAndExitsAsWrongUsage(string arguments, string mentions)
    {
        Assert.Equal(ExitCode.WrongUsage, await CommandLine.RunAsync([.. arguments.Split(' '), "--headless"], _output, _errors));
        var said = _errors.ToString();
        Assert.StartsWith("p2ikt-live: ", said, StringComparison.Ordinal);
        Assert.Equal(said.Length - 1, said.IndexOf('\n', StringComparison.Ordinal));
        Assert.Contains(mentions, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_OfAShootWithoutItsDisk_SaysWhatToDoAndFails()
    {
        var copies = Path.Combine(_folder.FullName, "no");
        Assert.Equal(ExitCode.Failed, await CommandLine.RunAsync(
            ["doctor", "--stills", _folder.FullName, "--clips", _folder.FullName, "--copy-to", copies], _output, _errors));
        var said = string.Join(' ', _output.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Disk for pictures", said, StringComparison.Ordinal);
        Assert.Contains("is not there: connect its disk", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(copies));
    }
}
