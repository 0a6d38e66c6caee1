using System.Text;
using FsCheck.Xunit;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Tests.Preview.Live;

public sealed class ViewerMessageTests
{
    [Property]
    public bool TryParse_AnyBytes_TakesNoneButAnObject(byte[] bytes) =>
        !ViewerMessage.TryParse(bytes, out _) || Encoding.UTF8.GetString(bytes).TrimStart().StartsWith('{');

    [Property]
    public bool TryParse_AnyTextAsANumber_TakesNoneButANumber(string text) =>
        !ViewerMessage.TryParse(Encoding.UTF8.GetBytes("{\"ack\":" + text + "}"), out var message) || message.Ack is not null;

    [Property]
    public bool TryParse_AnAcknowledgement_GivesItsNumber(long sequence, bool skipped, bool source, bool blur)
    {
        var text = $$"""{"ack":{{sequence}},"skipped":{{Json(skipped)}},"want":{"source":{{Json(source)}},"blur":{{Json(blur)}} } }""";
        var wants = FrameParts.Sharp | (source ? FrameParts.Source : 0) | (blur ? FrameParts.Maps : 0);
        return ViewerMessage.TryParse(Encoding.UTF8.GetBytes(text), out var message)
            && message == new ViewerMessage(sequence, skipped, null, wants, null);

        static string Json(bool value) => value ? "true" : "false";
    }

    [Fact]
    public void TryParse_TimesAndView_GivesThem()
    {
        const string View = """{"width":800.5,"height":600,"sourcePixels":true,"later":[1]}""";
        Assert.True(Parse($$"""{"ack":7,"began":1000,"received":1500.5,"painted":1600,"view":{{View}}}""", out var message));
        Assert.Equal(new AckTimes(1, 1.5005, 1.6), message.Times);
        Assert.Equal(new ViewerView(800.5, 600, true), message.View);
    }

    [Theory]
    [InlineData("""{"ack":7,"received":2,"painted":3}""")]
    [InlineData("""{"ack":7,"began":2,"received":1,"painted":3}""")] // not in this order
    [InlineData("""{"ack":7,"began":1,"received":3,"painted":2}""")]
    public void TryParse_TimesThatCannotBe_AreLeftOut(string text)
    {
        Assert.True(Parse(text, out var message));
        Assert.Equal((7, null), (message.Ack, message.Times));
    }

    [Theory]
    [InlineData("""{"ack":7,"began":"1"}""")]
    [InlineData("""{"ack":7,"began":-1}""")]
    [InlineData("""{"ack":7,"painted":1e300}""")]
    [InlineData("""{"view":{"width":100}}""")]
    [InlineData("""{"view":{"width":0,"height":100}}""")]
    [InlineData("""{"view":{"width":-5,"height":100}}""")]
    [InlineData("""{"view":{"width":1e999,"height":100}}""")]
    [InlineData("""{"view":{"width":100,"height":100,"sourcePixels":1}}""")]
    [InlineData("""{"view":[100,100]}""")]
    public void TryParse_ValuesOfTheWrongTypeOrRange_AreRefused(string text) => Assert.False(Parse(text, out _));

    [Theory]
    [InlineData("""{"\ud800":1}""")] // half a character
    [InlineData("""{"want":{"\udc00":true}}""")]
    public void TryParse_HalfACharacterInAName_TakesNothing(string text) => Assert.False(ViewerMessage.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static bool Parse(string text, out ViewerMessage message) => ViewerMessage.TryParse(Encoding.UTF8.GetBytes(text), out message);
}
