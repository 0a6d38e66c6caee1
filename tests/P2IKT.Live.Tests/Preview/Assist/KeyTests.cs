using System.Text.RegularExpressions;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Assist;

/// <summary>The sheet of keys, which every part of the page adds its rows to.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed partial class KeyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Sheet_NamesNoLetterTwice()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        await page.ShowsAsync(0);
        var keys = await page.Page.Locator("#keys dt").EvaluateAllAsync<string[]>(
            "rows => rows.flatMap((row) => [...row.children].map((key) => key.textContent))");
        var letters = keys.Where(static key => Letter().IsMatch(key)).ToArray();
        Assert.True(letters.Length > 15, string.Join(' ', letters));
        Assert.Equal(letters.Distinct(), letters);
    }

    [GeneratedRegex("^[A-Z]$", RegexOptions.CultureInvariant)]
    private static partial Regex Letter();
}
