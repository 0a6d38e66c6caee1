using System.Text;
using FsCheck.Xunit;
using P2IKT.Live.Preview.Live;

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
        var wants = FrameParts.Sharp | (source ? FrameParts.Source : 0) | (blur ? FrameParts.Blur | FrameParts.Confidence : 0);
        return ViewerMessage.TryParse(Encoding.UTF8.GetBytes(text), out var message)
            && message == new ViewerMessage(sequence, skipped, wants);

        static string Json(bool value) => value ? "true" : "false";
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")] // half a character
    [InlineData("""{"want":{"\udc00":true}}""")]
    public void TryParse_HalfACharacterInAName_TakesNothing(string text) => Assert.False(ViewerMessage.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
