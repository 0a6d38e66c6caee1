using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Frames;

public sealed class NoticeTests
{
    [Theory]
    [InlineData("Quality lowered")]
    [InlineData("quality_lowered")]
    [InlineData("")]
    public void Code_ThatIsNotKebabCase_IsRefused(string code) => Assert.ThrowsAny<ArgumentException>(() => Notice.Info(code, "Text."));

    [Fact]
    public void ToString_IsTheText() => Assert.Equal("The disk is full.", Notice.Error("disk-full", "The disk is full.").ToString());
}
