using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using P2IKT.Live.Focus;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>What the page shows of the readings: number, cue, meter, history and tone.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class FocusReadingPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private readonly FocusAssist _focus = new();

    [Fact]
    public async Task Readings_AreOfTheFrameOnTheScreen()
    {
        const int Frames = 60;
        _focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        await page.ShowAsync(1, Radius(1));
        await Assertions.Expect(page.Marker(1)).ToBeVisibleAsync();
        var publishing = Task.Run(() =>
        {
            for (var i = 2; i <= Frames; i++)
            {
                page.Publish(i, Radius(i));
                Poll.Until(() => page.Stage.Preview.Presented >= i / 2, "the page keeps up roughly");
            }
        }, TestContext.Current.CancellationToken);
        var seen = new HashSet<long>();
        long sequence;
        do
        {
            // One task of the page: it sees the page between two frames, never within one.
            var state = await page.Page.EvaluateAsync<JsonElement>("""
                () => ({ picture: document.getElementById("picture").dataset.seq, panel: document.getElementById("focus").dataset.seq,
                  value: document.getElementById("focus-value").textContent,
                  label: document.querySelector(".focus-label-value").textContent })
                """);
            sequence = long.Parse(state.GetProperty("picture").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(state.GetProperty("picture").GetString(), state.GetProperty("panel").GetString());
            var expected = Radius(sequence).ToString("F1", CultureInfo.InvariantCulture);
            Assert.Equal(expected, state.GetProperty("value").GetString());
            Assert.Equal(expected, state.GetProperty("label").GetString());
            seen.Add(sequence);
        }
        while (sequence < Frames);
        await publishing;
        Assert.True(seen.Count > 3, $"Only the frames {string.Join(", ", seen)} were looked at.");

        static float Radius(long sequence) => 2 + ((sequence % 7) * 0.9f);
    }

    [Fact]
    public async Task Cue_FollowsThePull()
    {
        _focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        var sequence = 0;
        await PullAsync(from: 9, to: 3, step: -0.4f);
        await Assertions.Expect(page["#focus-cue"]).ToHaveTextAsync("Getting sharper");
        await Assertions.Expect(page["#focus"]).ToHaveAttributeAsync("data-cue", "approaching");
        await PullAsync(from: 3, to: 5, step: 0.1f);
        await Assertions.Expect(page["#focus-cue"]).ToHaveTextAsync("Back up");
        await Assertions.Expect(page["#focus-best-value"]).ToContainTextAsync("Best 3.");
        await PullAsync(from: 5, to: 0.6f, step: -0.4f);
        await Assertions.Expect(page["#focus-cue"]).ToHaveTextAsync("In focus");
        await Assertions.Expect(page["#focus-value"]).ToHaveTextAsync("<0.8");
        await Assertions.Expect(page["#focus-note"]).ToHaveTextAsync("live-view limit");
        Assert.Equal("rgb(62, 224, 143)", await page["#focus-value"].EvaluateAsync<string>("value => getComputedStyle(value).color"));

        async Task PullAsync(float from, float to, float step)
        {
            for (var radius = from; step < 0 ? radius > to : radius < to; radius += step)
                page.Publish(++sequence, radius);
            await page.ShowAsync(++sequence, to);
        }
    }

    [Fact]
    public async Task NoTexture_IsAStateAndNoNumber()
    {
        _focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        await page.ShowAsync(1, 2);
        await Assertions.Expect(page["#focus-needle"]).ToBeVisibleAsync();
        await page.ShowAsync(2, 2, confidence: 0.05f);
        await Assertions.Expect(page["#focus-cue"]).ToHaveTextAsync("No texture");
        await Assertions.Expect(page["#focus-value"]).ToHaveTextAsync("–");
        await Assertions.Expect(page["#focus-needle"]).ToBeHiddenAsync();
        await Assertions.Expect(page["#focus-meter"]).ToHaveAttributeAsync("aria-valuetext", "No texture");
        await Assertions.Expect(page.Marker(1)).ToHaveAccessibleNameAsync("Focus point 1 – : no texture");
    }

    [Fact]
    public async Task AFrameThatNoNetworkSaw_IsNotMeasured()
    {
        _focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        page.Stage.KnowsRadius = false;
        await page.ShowAsync(1, float.NaN, confidence: 0);
        await Assertions.Expect(page["#focus-cue"]).ToHaveTextAsync("Not measured");
        await Assertions.Expect(page["#focus-value"]).ToHaveTextAsync("–");
    }

    [Fact]
    public async Task Meter_IsLogarithmicAndHoldsThePeak()
    {
        _focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        var sequence = 0;
        foreach (var radius in new[] { 2, 2, 2, 4, 8 })
            await page.ShowAsync(++sequence, radius);
        var eight = await NeedleAsync();
        await page.ShowAsync(++sequence, 4);
        var four = await NeedleAsync();
        await page.ShowAsync(++sequence, 2);
        var two = await NeedleAsync();
        Assert.Equal(two - four, four - eight, 0.01);
        Assert.True(two > four, "The sharper, the farther to the right.");
        await page.ShowAsync(++sequence, 8);
        await Assertions.Expect(page["#focus-best"]).ToHaveAttributeAsync("style", string.Create(CultureInfo.InvariantCulture, $"left: {two}%;"));
        await Assertions.Expect(page["#focus-meter"]).ToHaveAttributeAsync("aria-valuenow", "8.0");

        Task<double> NeedleAsync() => page["#focus-needle"].EvaluateAsync<double>("needle => parseFloat(needle.style.left)");
    }

    [Fact]
    public async Task SensorPixels_AreShownWhenTheSensorIsKnown()
    {
        _focus.SensorWidth = 3200; // ten pixels for each of the live view
        _focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        await page.ShowAsync(1, 2.1f);
        await Assertions.Expect(page["#focus-note"]).ToHaveTextAsync("21 px on the sensor");
    }

    [Fact]
    public async Task History_IsDrawnAndSurvivesAReload()
    {
        _focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        for (var i = 1; i <= 20; i++)
            await page.ShowAsync(i, i < 12 ? 8 : 1);
        Assert.True(await InkAsync("white") > 20, "The time out of focus is white.");
        Assert.True(await InkAsync("green") > 20, "The time in focus is green.");
        await page.Page.ReloadAsync();
        await page.Live.ShowsAsync(20);
        await page.ShowAsync(21, 1);
        await page.Live.BecomesAsync($"{Ink("white")} > 20");

        Task<int> InkAsync(string colour) => page.Page.EvaluateAsync<int>(Ink(colour));

        // Pixels of the strip that have the colour of a line. The zone in focus is far darker, and so is the grid.
        static string Ink(string colour) => $$"""
            (() => {
              const strip = document.getElementById("focus-strip");
              const { data } = strip.getContext("2d").getImageData(0, 0, strip.width, strip.height);
              let count = 0;
              for (let i = 0; i < data.length; i += 4) {
                const [red, green] = [data[i], data[i + 1]];
                if (data[i + 3] > 200 && green > 200 && ("{{colour}}" === "white" ? red > 200 : red < 120)) count++;
              }
              return count;
            })()
            """;
    }

    [Fact]
    public async Task Tone_IsOffAtFirst_AndItsPitchFollowsTheFocus()
    {
        _focus.Add(0.25, 0.4);
        const string Record = """
            for (const name of ["OscillatorNode", "GainNode"]) {
              const Original = window[name];
              window[name] = class extends Original {
                constructor(...options) { super(...options); window["made" + name] = this; }
              };
            }
            """;
        await using var page = await FocusPage.OpenAsync(browser, _focus, script: Record);
        await page.ShowAsync(1, 8);
        Assert.False(await page.Page.EvaluateAsync<bool>("'madeOscillatorNode' in window"));

        await page.Live.PressAsync("t");
        await Assertions.Expect(page["#focus-tone"]).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Live.BecomesAsync("madeOscillatorNode.context.state === 'running'");
        await page.ShowAsync(2, 8);
        await page.Live.BecomesAsync("Math.abs(madeOscillatorNode.frequency.value - 220 * 2 ** 0.5) < 3"); // one octave of five
        await page.ShowAsync(3, 2);
        await page.Live.BecomesAsync("Math.abs(madeOscillatorNode.frequency.value - 220 * 2 ** 1.5) < 3");
        await page.Live.BecomesAsync("madeGainNode.gain.value < 0.001"); // no frames for a while
        for (var sequence = 4; await page.Page.EvaluateAsync<double>("madeGainNode.gain.value") < 0.1; sequence++)
            await page.ShowAsync(sequence, 2);
        await page.ShowAsync(10_000, 2, confidence: 0);
        await page.Live.BecomesAsync("madeGainNode.gain.value < 0.001");

        await page.Page.ReloadAsync();
        await page.Live.ShowsAsync(10_000);
        await Assertions.Expect(page["#focus-tone"]).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Live.PressAsync("Shift"); // the first touch of the page: it may sound again
        await page.Live.BecomesAsync("window.madeOscillatorNode?.context.state === 'running'");
        await page.Live.PressAsync("t");
        await page.Live.BecomesAsync("madeOscillatorNode.context.state === 'suspended'");
    }
}
