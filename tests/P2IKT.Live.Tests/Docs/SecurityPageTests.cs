using System.Text.RegularExpressions;

namespace P2IKT.Live.Tests.Docs;

/// <summary>docs/security.md names a test for each defence: they are there.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public void Tests_ThatThePageNames_AreThere()
    {
        var page = File.ReadAllText(RepositoryFolder.At("docs/security.md"));
        var types = typeof(SecurityPageTests).Assembly.GetTypes().ToLookup(static type => type.Name);
        var named = NamedTest().Matches(page).Select(static match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value))
            .ToList();
        Assert.True(named.Count > 30, "The page names too few tests.");
        var missing = named.Where(test => !types[test.Class].Any(type => test.Method.Length == 0
            || type.GetMethod(test.Method) is not null));
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+))?`", RegexOptions.CultureInvariant)]
    private static partial Regex NamedTest();
}
