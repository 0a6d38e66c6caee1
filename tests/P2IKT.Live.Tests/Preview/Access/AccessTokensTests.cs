using System.Net;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Tests.Preview.Access;

public sealed class AccessTokensTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("p2ikt-tokens-").FullName, "access");

    private string TokenFile => Path.Combine(_folder, "access.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void Load_Again_ReturnsTheSameTokens()
    {
        var made = AccessTokens.Load(_folder, renew: false);
        var kept = AccessTokens.Load(_folder, renew: false);
        foreach (var role in new[] { AccessRole.Watch, AccessRole.Control })
        {
            Assert.Equal(22, made.Of(role).Length); // 128 bits at 6 bits a character
            Assert.Equal(role, kept.RoleOf(made.Of(role)));
        }
    }

    [Fact]
    public void Load_OfTwoFolders_MakesDifferentTokens()
    {
        var (one, other) = (AccessTokens.Load(null, renew: false), AccessTokens.Load(null, renew: false));
        Assert.Equal(4, new[] { one.Of(AccessRole.Watch), one.Of(AccessRole.Control), other.Of(AccessRole.Watch),
            other.Of(AccessRole.Control) }.Distinct().Count());
    }

    [Fact]
    public void Load_KeepsThemForTheOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows protects the user's profile by itself.");
            return;
        }
        AccessTokens.Load(_folder, renew: false);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
    }

    [Fact]
    public void Load_Renewed_ForgetsTheOldTokens()
    {
        var old = AccessTokens.Load(_folder, renew: false);
        AccessTokens.Load(_folder, renew: true);
        var now = AccessTokens.Load(_folder, renew: false);
        Assert.Null(now.RoleOf(old.Of(AccessRole.Watch)));
        Assert.Null(now.RoleOf(old.Of(AccessRole.Control)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not JSON")]
    [InlineData("""{"watch":"AAAA","control":"BBBB"}""")]
    [InlineData("""{"watch":"!!","control":"??"}""")]
    [InlineData("""{"watch":"AAAAAAAAAAAAAAAAAAAAAA","control":"AAAAAAAAAAAAAAAAAAAAAA"}""")] // one token for two roles
    public void Load_OfADamagedFile_NamesItAndTheWayOut(string content)
    {
        AccessTokens.Load(_folder, renew: false);
        File.WriteAllText(TokenFile, content);
        var failed = Assert.Throws<AccessException>(() => AccessTokens.Load(_folder, renew: false));
        Assert.Contains(TokenFile, failed.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", failed.Message, StringComparison.Ordinal);
        Assert.NotNull(AccessTokens.Load(_folder, renew: true)); // renewing is another way out
    }

    [Fact]
    public void Load_OfAFileThatOthersCanRead_Refuses()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows protects the user's profile by itself.");
            return;
        }
        AccessTokens.Load(_folder, renew: false);
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var failed = Assert.Throws<AccessException>(() => AccessTokens.Load(_folder, renew: false));
        Assert.StartsWith("Other users can read", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WhereNothingCanBeWritten_SaysSo()
    {
        File.WriteAllText(_folder, "a file where the folder should be");
        var failed = Assert.Throws<AccessException>(() => AccessTokens.Load(_folder, renew: false));
        Assert.Contains(_folder, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RoleOf_AnythingElse_IsNone()
    {
        var tokens = AccessTokens.Load(null, renew: false);
        var right = tokens.Of(AccessRole.Control);
        var other = right[5] == 'A' ? 'B' : 'A';
        foreach (var wrong in new[] { "", " ", right[..^1], right + "A", right + right, right[..5] + other + right[6..], "é" + right[1..],
            new string('A', 22), new string('A', 100_000) })
            Assert.Null(tokens.RoleOf(wrong));
    }

    [Fact]
    public void WrongTokens_OfOneAddress_AreLimited_NotThoseOfAnother()
    {
        using var limit = new WrongTokenLimit();
        var guesser = IPAddress.Parse("2001:db8::1");
        for (var i = 0; i < WrongTokenLimit.Most; i++)
            Assert.True(limit.Count(guesser));
        Assert.False(limit.Count(guesser));
        Assert.False(limit.Count(IPAddress.Parse("2001:db8::2"))); // the same machine may take any address of its network
        Assert.True(limit.Count(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.True(limit.Count(IPAddress.Parse("192.0.2.1")));
    }
}
