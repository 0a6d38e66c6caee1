using System.Reflection;
using System.Runtime.InteropServices;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Tests.Architecture;

/// <summary>
/// A namespace is a folder. Within an assembly, references between folders make no circle, of two or of more, parent and child included:
/// what lies below can be read without what lies above.
/// </summary>
public sealed class FolderArrowsTests
{
    /// <summary>The libraries of the product and its command.</summary>
    public static TheoryData<string> Assemblies => [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Select(static file => Path.GetFileNameWithoutExtension(file))
        .Where(static name => name == "p2ikt-live" || (name.StartsWith("P2IKT.Live.", StringComparison.Ordinal) && name != typeof(FolderArrowsTests).Assembly.GetName().Name))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_OfAnAssembly_ReferenceEachOtherInNoCircle(string name)
    {
        var assembly = Assembly.Load(name);
        var root = name == "p2ikt-live" ? "P2IKT.Live" : name;
        var arrows = (from type in assembly.GetTypes()
                      where IsWithin(type, root)
                      from used in TypeReferences.Of(type).Distinct()
                      where used.Assembly == assembly && IsWithin(used, root) && used.Namespace != type.Namespace
                      select (From: Folder(type, root), To: Folder(used, root), Types: $"{Outer(type)} -> {Outer(used)}"))
            .ToLookup(static arrow => (arrow.From, arrow.To), static arrow => arrow.Types);
        // Folders that reference no other are taken away until none is left; what stays is in a circle, or above one.
        var left = arrows.Select(static group => group.Key).ToList();
        HashSet<string> referencing;
        do
            referencing = [.. left.Select(static pair => pair.From)];
        while (left.RemoveAll(pair => !referencing.Contains(pair.To)) > 0);
        Assert.True(left.Count == 0, $"In {name} folders reference each other in a circle:\n\n"
            + string.Join("\n\n", left.Select(pair => $"{pair.From} -> {pair.To}:\n{Lines(arrows[pair])}")));
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
