using System.Text;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

public sealed class ClipNamesTests
{
    [Theory]
    [InlineData("take", true)]
    [InlineData("虫虫虫", true)]
    [InlineData("", false)]
    [InlineData("../take", false)]
    [InlineData(".hidden", false)]
    public void IsAllowed_TakesWhatStaysInItsFolder(string name, bool allowed) => Assert.Equal(allowed, ClipNames.IsAllowed(name));

    [Fact]
    public void IsAllowed_CountsBytes_SoThatTheNameFitsWithAllItsEndings()
    {
        var longest = string.Concat(Enumerable.Repeat("虫", 73));
        Assert.True(ClipNames.IsAllowed(longest));
        Assert.InRange(Encoding.UTF8.GetByteCount($"{longest}-9999.source.mp4"), 1, 255);
        Assert.False(ClipNames.IsAllowed(longest + "虫"));
    }
}
