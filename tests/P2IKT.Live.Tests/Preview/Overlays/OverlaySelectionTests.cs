using System.Net;
using P2IKT.Live.Preview.Overlays;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Overlays;

public sealed class OverlaySelectionTests
{
    [Theory]
    [InlineData("heat", "heat")]
    [InlineData("heat:opacity=0.6", "heat")]
    [InlineData("outline:strength=strong:limit=2,heat", "outline:limit=2:strength=strong,heat")]
    [InlineData("outline:colour=green:over=nothing", "outline:over=nothing")]
    public void Parse_GivesTheShortestText(string text, string canonical)
    {
        var selection = OverlaySelection.Parse(text, FrameOverlays.BuiltIn);
        Assert.Equal(canonical, selection.Text);
        Assert.Equal(canonical, OverlaySelection.Parse(selection.Text, FrameOverlays.BuiltIn).Text);
    }

    [Theory]
    [InlineData("", "There is no overlay ''")]
    [InlineData("heat,", "There is no overlay ''")]
    [InlineData("x", "overlay is one of heat, outline, soft, strip.")]
    [InlineData("heat,heat", "The overlay 'heat' is named twice")]
    [InlineData("heat:", "The overlay 'heat' has no option '': there is opacity.")]
    [InlineData("heat:opacity", "write opacity=VALUE with 0.1 to 1.")]
    [InlineData("heat:opacity=", "write opacity=VALUE with 0.1 to 1.")]
    [InlineData("heat:opacity=NaN", "The option 'opacity' of the overlay 'heat' is 'NaN'")]
    [InlineData("heat:opacity=1e999", "write opacity=VALUE with 0.1 to 1.")]
    [InlineData("heat:opacity=0.5,5", "There is no overlay '5'")]
    [InlineData("heat:opacity=0.5:opacity=0.6", "The option 'opacity' of the overlay 'heat' is given twice")]
    [InlineData("outline:colour=purple", "with green, red, cyan or yellow.")]
    [InlineData("outline:colour=1", "with green, red, cyan or yellow.")]
    public void Parse_OfAnythingElse_SaysWhatIsWrong(string text, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => OverlaySelection.Parse(text, FrameOverlays.BuiltIn));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfAVeryLongText_IsRefused() =>
        Assert.Throws<FormatException>(() => OverlaySelection.Parse(new string('a', OverlaySelection.MaxLength + 1), FrameOverlays.BuiltIn));

    [Fact]
    public void Table_SharesAPlaceForEqualSelections_AndRefusesWhenFull()
    {
        var table = new OverlayTable();
        OverlaySelection Select(int i) => OverlaySelection.Parse($"outline:limit={1 + (0.25 * i)}".Replace(',', '.'), FrameOverlays.BuiltIn);
        var places = Enumerable.Range(0, FrameOverlays.Max).Select(i => table.Acquire(Select(i))!.Value).ToArray();
        Assert.Equal(FrameOverlays.Max, places.Distinct().Count());
        Assert.Equal(places[3], table.Acquire(Select(3)));
        Assert.Null(table.Acquire(Select(FrameOverlays.Max)));

        table.Release(places[5]);
        var version = table.Version;
        Assert.Equal(places[5], table.Acquire(Select(FrameOverlays.Max)));
        Assert.NotEqual(version, table.Version); // what was encoded for that place is out of date
    }

    [Fact]
    public async Task Snapshot_WithAWrongOption_IsABadRequestThatSaysWhatIsAllowed()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        using var answer = await stage.GetAsync("/snapshot.jpg?what=overlay&overlay=outline:limit=99");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "The option 'limit' of the overlay 'outline' is '99': write limit=VALUE with 0.25 to 6.",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Snapshots_OfTwoSelections_OfOneFrame_Differ()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        var pictures = new List<byte[]>();
        // More selections than there are places, one after the other, so that places are used again while the frame stays.
        for (var i = 0; i <= FrameOverlays.Max; i++)
        {
            using var answer = await stage.GetAsync($"/snapshot.jpg?what=overlay&overlay=outline:limit={1 + (0.25 * i)}".Replace(',', '.'));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            pictures.Add(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
        Assert.Equal(pictures.Count, pictures.Select(Convert.ToBase64String).Distinct().Count());
    }
}
