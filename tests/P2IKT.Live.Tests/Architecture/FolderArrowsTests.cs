using System.Reflection;
using System.Runtime.InteropServices;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Tests.Architecture;

/// <summary>
/// A namespace is a folder. Within an assembly, no two of them reference each other, parent and child included: what lies below can be read
/// without what lies above.
/// </summary>
public sealed class FolderArrowsTests
{
    /// <summary>The libraries of the product and its command.</summary>
    public static TheoryData<string> Assemblies => [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Select(static file => Path.GetFileNameWithoutExtension(file))
        .Where(static name => name == "p2ikt-live" || (name.StartsWith("P2IKT.Live.", StringComparison.Ordinal) && name != typeof(FolderArrowsTests).Assembly.GetName().Name))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_OfAnAssembly_ReferenceEachOtherInOneDirectionAtMost(string name)
    {
        var assembly = Assembly.Load(name);
        var root = name == "p2ikt-live" ? "P2IKT.Live" : name;
        var arrows = (from type in assembly.GetTypes()
                      where IsWithin(type, root)
                      from used in TypeReferences.Of(type).Distinct()
                      where used.Assembly == assembly && IsWithin(used, root) && used.Namespace != type.Namespace
                      select (From: Folder(type, root), To: Folder(used, root), Types: $"{Outer(type)} -> {Outer(used)}"))
            .ToLookup(static arrow => (arrow.From, arrow.To), static arrow => arrow.Types);
        var circles = arrows.Select(static group => group.Key)
            .Where(pair => string.CompareOrdinal(pair.From, pair.To) < 0 && arrows.Contains((pair.To, pair.From)))
            .Select(pair => $"{pair.From} {pair.To}:\n{Lines(arrows[pair])}\n{Lines(arrows[(pair.To, pair.From)])}")
            .ToList();
        Assert.True(circles.Count == 0, $"In {name} these folders reference each other:\n\n{string.Join("\n\n", circles)}");
    }

    [Fact]
    public void Assemblies_AreFound() => Assert.True(Assemblies.Count >= 8);

    [Fact]
    public void Imports_OfTheCLibrary_AreInOneFile()
    {
        const BindingFlags any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var importers = from name in Assemblies
                        from type in Assembly.Load(name.Data).GetTypes()
                        from method in type.GetMethods(any)
                        where method.GetCustomAttribute<DllImportAttribute>()?.Value == "libc"
                        select type;
        Assert.Equal(typeof(LibC), Assert.Single(importers.Distinct()));
    }

    private static bool IsWithin(Type type, string root) => type.Namespace is { } name && (name == root || name.StartsWith(root + ".", StringComparison.Ordinal));

    private static string Folder(Type type, string root) => type.Namespace!.Length == root.Length ? "." : type.Namespace[(root.Length + 1)..];

    private static string Outer(Type type) => type.DeclaringType is { } outer ? Outer(outer) : type.Name;

    private static string Lines(IEnumerable<string> types) => string.Join('\n', types.Distinct().Order(StringComparer.Ordinal).Select(static line => "    " + line));
}
