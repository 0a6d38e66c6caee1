using System.Text.RegularExpressions;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Tests.Deblur.Cpu;

/// <summary>The figure of src/Deblur/Cpu/README.md names classes that exist.</summary>
public sealed partial class EngineReadmeTests
{
    [Fact]
    public void Figure_EveryBox_IsAClassOfThatName()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Deblur", "Cpu", "README.md"));
        var figure = readme[readme.IndexOf("```mermaid", StringComparison.Ordinal)..];
        figure = figure[..figure.IndexOf("\n```", StringComparison.Ordinal)];
        var boxes = Arrow().Matches(figure).SelectMany(static arrow => new[] { arrow.Groups[1].Value, arrow.Groups[2].Value }).Distinct().ToList();
        var types = typeof(DeblurSession).Assembly.GetTypes().Select(static type => type.Name.Split('`')[0]).ToHashSet();

        Assert.InRange(boxes.Count, 10, 40);
        Assert.All(boxes, box => Assert.Contains(box, types));
    }

    [GeneratedRegex(@"^ +(\w+) --> (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
