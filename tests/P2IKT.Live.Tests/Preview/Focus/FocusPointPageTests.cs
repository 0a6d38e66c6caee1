using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>Focus points on the page, by mouse, keyboard and touch.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class FocusPointPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private readonly FocusAssist _focus = new();

    [Fact]
    public async Task Click_PlacesAPointWhereItWas()
    {
        await using var page = await OpenAsync();
        await Assertions.Expect(page["#focus-hint"]).ToBeVisibleAsync();
        await page.ClickAsync(0.25, 0.4);
        await PointsBecomeAsync(points => points.Count == 1);
        Assert.Equal(0.25, _focus.Points[0].X, 0.005);
        Assert.Equal(0.4, _focus.Points[0].Y, 0.005);
        await Assertions.Expect(page.Marker(1)).ToBeVisibleAsync();
        await Assertions.Expect(page["#focus-hint"]).ToBeHiddenAsync();
        await page.ShowAsync(1, 2.1f);
        await Assertions.Expect(page["#focus-value"]).ToHaveTextAsync("2.1");
    }

    [Fact]
    public async Task Drag_MovesAPoint_AndAPlainClickOnItDoesNot()
    {
        _focus.Add(0.25, 0.4, "Eye");
        await using var page = await OpenAsync();
        await page.ClickAsync(0.25, 0.4);
        await page.Live.PointAsync(0.255, 0.405); // the pointer's place within the marker stays what it is
        await page.Page.Mouse.DownAsync();
        await page.Live.PointAsync(0.5, 0.5);
        await page.Live.PointAsync(0.755, 0.605);
        await page.Page.Mouse.UpAsync();
        await PointsBecomeAsync(points => Math.Abs(points[0].X - 0.75) < 0.003 && Math.Abs(points[0].Y - 0.6) < 0.003);
        Assert.Equal("Eye", Assert.Single(_focus.Points).Name);
    }

    [Fact]
    public async Task Drag_BeyondThePicture_KeepsThePointInside()
    {
        _focus.Add(0.25, 0.4);
        await using var page = await OpenAsync();
        await page.Live.PointAsync(0.25, 0.4);
        await page.Page.Mouse.DownAsync();
        await page.Live.PointAsync(0.5, 0.5);
        await page.Live.PointAsync(1.2, -0.2);
        await page.Page.Mouse.UpAsync();
        await PointsBecomeAsync(points => points[0] is { X: 1, Y: 0 });
        Assert.False(page.Live.MayReportErrors);
    }

    [Fact]
    public async Task Keyboard_PlacesSelectsMovesNamesAndRemoves()
    {
        await using var page = await OpenAsync();
        await page.Live.PressAsync("p");
        await PointsBecomeAsync(points => points is [{ X: 0.5, Y: 0.5 }]);
        await Assertions.Expect(page.Marker(1)).ToBeVisibleAsync();
        await Assertions.Expect(page["#focus-title"]).ToBeVisibleAsync(); // the strip has come, and the picture has its new place
        await page.Page.WaitForFunctionAsync("() => document.getElementById('frame-box').clientHeight <= document.getElementById('stage').clientHeight");
        await page.Live.PointAsync(0.25, 0.75);
        await page.Live.PressAsync("p");
        await PointsBecomeAsync(points => points.Count == 2 && Math.Abs(points[1].X - 0.25) < 0.005);

        await page.Live.PressAsync("1");
        await page.Live.PressAsync("ArrowRight");
        await page.Live.PressAsync("Shift+ArrowUp");
        await PointsBecomeAsync(points => Math.Abs(points[0].X - 0.505) < 1e-6 && Math.Abs(points[0].Y - 0.42) < 1e-3); // 320 to 200 pixels
        await Assertions.Expect(page["#wipe"]).ToHaveAttributeAsync("aria-valuenow", "50");

        await page.Live.PressAsync("n");
        await page.Page.Keyboard.TypeAsync("Hot shoe"); // h, o and t are keys of the page
        await page.Live.PressAsync("Enter");
        await PointsBecomeAsync(points => points[0].Name == "Hot shoe");
        await Assertions.Expect(page["#heat"]).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(page["#focus-title"]).ToHaveTextAsync("Hot shoe");

        await page.Live.PressAsync("Delete");
        await PointsBecomeAsync(points => points is [{ Id: 2 }]);
        await Assertions.Expect(page.Marker(1)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Digits_WithShift_KeepTheirMeaningForThePicture()
    {
        _focus.Add(0.5, 0.5);
        await using var page = await OpenAsync();
        await page.Live.PressAsync("3"); // there is no third point
        await Assertions.Expect(page["[data-mode=source][role=radio]"]).ToHaveAttributeAsync("aria-checked", "true");
        await page.Live.PressAsync("1");
        await Assertions.Expect(page.Marker(1)).ToBeFocusedAsync();
        await Assertions.Expect(page["[data-mode=source][role=radio]"]).ToHaveAttributeAsync("aria-checked", "true");
        await page.Live.PressAsync("Shift+Digit1");
        await Assertions.Expect(page["[data-mode=sharp][role=radio]"]).ToHaveAttributeAsync("aria-checked", "true");
    }

    [Fact]
    public async Task DoubleClick_Names_AndEscapeKeepsTheNameBefore()
    {
        _focus.Add(0.25, 0.4, "Eye");
        await using var page = await OpenAsync();
        await page.Marker(1).DblClickAsync();
        await page.Page.Keyboard.TypeAsync("Ear");
        await page.Live.PressAsync("Escape");
        await page.Marker(1).DblClickAsync();
        await Assertions.Expect(page["#focus-name"]).ToHaveValueAsync("Eye");
        await page.Page.Keyboard.TypeAsync("<b>Nose</b>");
        await page.Live.PressAsync("Enter");
        await PointsBecomeAsync(points => points[0].Name == "<b>Nose</b>");
        await Assertions.Expect(page.Marker(1)).ToContainTextAsync("<b>Nose</b>");
    }

    [Fact]
    public async Task Menu_OfTheRightButton_ForgetsAndRemoves()
    {
        _focus.Add(0.25, 0.4);
        await using var page = await OpenAsync();
        for (var i = 1; i < 5; i++)
            await page.ShowAsync(i, 2);
        await Assertions.Expect(page["#focus-best-value"]).ToHaveTextAsync("Best 2.0 px");
        await page.Marker(1).ClickAsync(new() { Button = MouseButton.Right });
        await page.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Forget its best" }).ClickAsync();
        var sequence = 5;
        await Poll.UntilAsync(
            async () =>
            {
                await page.ShowAsync(sequence++, 3);
                return await page["#focus-best-value"].TextContentAsync() != "Best 2.0 px";
            },
            "the best is forgotten");
        await page.Marker(1).ClickAsync(new() { Button = MouseButton.Right });
        await page.Live.PressAsync("ArrowDown");
        await page.Live.PressAsync("ArrowDown");
        await page.Live.PressAsync("Enter");
        await PointsBecomeAsync(points => points.Count == 0);
        await Assertions.Expect(page["#focus"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Touch_PlacesByATap_AndOpensTheMenuByALongOne()
    {
        await using var page = await OpenAsync(new() { ViewportSize = new() { Width = 820, Height = 1180 }, HasTouch = true, IsMobile = true });
        var picture = (await page["#frame-box"].BoundingBoxAsync())!;
        await page.Page.Touchscreen.TapAsync(picture.X + (0.25f * picture.Width), picture.Y + (0.5f * picture.Height));
        await PointsBecomeAsync(points => points.Count == 1);
        Assert.Equal(0.25, _focus.Points[0].X, 0.005);
        foreach (var target in new[] { page.Marker(1), page[".focus-chip"], page["#focus-tone"], page["#focus-fold"], page["#focus-forget"] })
        {
            var box = (await target.BoundingBoxAsync())!;
            Assert.True(box.Width >= 44 && box.Height >= 44, $"{target} has {box.Width} x {box.Height} pixels.");
        }
        var marker = (await page.Marker(1).BoundingBoxAsync())!;
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page); // Playwright has taps, but no long touch
        await session.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = "touchStart",
            ["touchPoints"] = new[] { new { x = marker.X + 22, y = marker.Y + 22 } },
        });
        await Assertions.Expect(page["#focus-menu"]).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ATenthPoint_IsRefusedInWords()
    {
        for (var i = 0; i < FocusPoint.Max; i++)
            _focus.Add(0.1 * (i + 0.5), 0.2);
        await using var page = await OpenAsync();
        await page.ShowAsync(1, 2);
        await Assertions.Expect(page[".focus-chip"]).ToHaveCountAsync(9);
        page.Live.MayReportErrors = true; // the browser reports each answer of 4xx
        await page.ClickAsync(0.3, 0.8);
        await Assertions.Expect(page["#toast-text"]).ToHaveTextAsync("There are 9 focus points already: remove one first.");
        await Assertions.Expect(page[".focus-point"]).ToHaveCountAsync(9);
    }

    [Fact]
    public async Task ATurnedView_ShowsAndTakesPointsWhereTheyAreInThePicture()
    {
        await using var page = await OpenAsync();
        await page.Live.PressAsync("q"); // a quarter clockwise: what was above is at the right
        await page.ClickAsync(0.8, 0.25);
        await PointsBecomeAsync(points => points.Count == 1);
        Assert.Equal(0.25, _focus.Points[0].X, 0.01);
        Assert.Equal(0.2, _focus.Points[0].Y, 0.01);
        var picture = (await page["#frame-box"].BoundingBoxAsync())!;
        var marker = (await page.Marker(1).BoundingBoxAsync())!;
        Assert.Equal(0.8, (marker.X + (marker.Width / 2) - picture.X) / picture.Width, 0.01);
        Assert.Equal(0.25, (marker.Y + (marker.Height / 2) - picture.Y) / picture.Height, 0.01);
        await page.Live.PressAsync("1");
        await page.Live.PressAsync("Shift+ArrowRight"); // on the screen, so upwards in the picture
        await PointsBecomeAsync(points => points[0].Y < 0.19);
        Assert.Equal(0.25, _focus.Points[0].X, 0.01);
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task Axe_WithPointsLensAndMenu_FindsNoSeriousViolation(int width, int height)
    {
        _focus.Add(0.25, 0.4, "Eye");
        _focus.Add(0.75, 0.6);
        var lens = new LensStub();
        lens.AddMark("Eye");
        await using var page = await FocusPage.OpenAsync(
            browser, _focus, new() { ViewportSize = new() { Width = width, Height = height } },
            "localStorage.setItem('p2ikt-live.view.1', JSON.stringify({ lensPanel: true, focusTone: true, mode: 'sharp' }))", lens);
        await page.ShowAsync(1, 2);
        await Assertions.Expect(page["#lens"]).ToBeVisibleAsync();
        await page.Live.PressAsync("1");
        await page.Marker(1).DispatchEventAsync("contextmenu");
        await Assertions.Expect(page["#focus-menu"]).ToBeVisibleAsync();

        var found = await page.Page.RunAxe();

        Assert.NotEmpty(found.Passes);
        Assert.Empty(found.Violations.Where(static violation => violation.Impact is "serious" or "critical")
            .Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(static node => node.Html))}"));
    }

    [Fact]
    public async Task TwoViewers_ShareThePoints()
    {
        await using var page = await OpenAsync();
        await using var other = await LivePage.OpenAsync(browser, page.Stage.Url);
        await other.ShowsAsync(0);
        await page.ClickAsync(0.25, 0.4);
        await PointsBecomeAsync(points => points.Count == 1);
        await page.ShowAsync(1, 2.5f);
        await Assertions.Expect(other.Page.Locator("button.focus-point[data-id='1']")).ToBeVisibleAsync();
        _focus.Remove(1);
        await page.ShowAsync(2, 2.5f);
        await Assertions.Expect(other.Page.Locator("#focus")).ToBeHiddenAsync();
        await Assertions.Expect(page["#focus"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Reload_KeepsPointsSelectionAndFolding()
    {
        _focus.Add(0.25, 0.4, "Eye");
        _focus.Add(0.75, 0.4, "Ear");
        await using var page = await OpenAsync();
        await page.ShowAsync(1, 2);
        await page.Live.PressAsync("2");
        await Assertions.Expect(page["#focus-title"]).ToHaveTextAsync("Ear");
        await page["#focus-fold"].ClickAsync();
        await page.Page.ReloadAsync();
        await page.Live.ShowsAsync(1);
        await Assertions.Expect(page[".focus-chip[aria-pressed=true]"]).ToHaveAttributeAsync("title", "Ear (2)");
        await Assertions.Expect(page["#focus-detail"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task AServerWithoutFocusAssist_ShowsNothingOfIt()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        await page.ShowsAsync(0);
        await page.PointAsync(0.25, 0.4);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.UpAsync();
        await page.PressAsync("p");
        foreach (var selector in new[] { "#focus", "#focus-hint", ".focus-point", "#toast" })
            await Assertions.Expect(page.Page.Locator(selector)).ToBeHiddenAsync();
    }

    private Task<FocusPage> OpenAsync(BrowserNewContextOptions? options = null) => FocusPage.OpenAsync(browser, _focus, options);

    private Task PointsBecomeAsync(Func<IReadOnlyList<FocusPoint>, bool> wanted) =>
        Poll.UntilAsync(() => wanted(_focus.Points), "the server has the points");
}
