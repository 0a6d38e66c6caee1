using System.IO.Enumeration;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Tests.Capture.Files;

public sealed class FolderTreeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("p2ikt-tree-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void List_HasTheFilesOfAllFoldersThatAreNeitherHiddenNorLinksNorLeftOut()
    {
        foreach (var name in (string[])["a", ".b", "sub/c", "sub/deep/d", ".hidden/e", "out/f"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
            File.WriteAllText(In(name), "");
        }
        if (!OperatingSystem.IsWindows())
            Directory.CreateSymbolicLink(In("round"), _root);
        Assert.Equal([".b", "a", "sub/c", "sub/deep/d"], Listed(Tree()));
        Assert.Equal([".b", "a"], Listed(Tree(recursive: false)));
    }

    [Fact]
    public void AFolder_ThatCannotBeListed_CostsItsOwnContentOnly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are bytes on Linux only.");
        File.WriteAllText(In("a"), "");
        using (var made = System.Diagnostics.Process.Start("bash", ["-c", $"mkdir $'{_root}/\\xff' && touch $'{_root}/\\xff/lost'"]))
            made.WaitForExit();
        var tree = Tree();
        Assert.Equal(["a"], Listed(tree));
        Assert.Equal("its name is not UTF-8", Assert.Single(tree.Unreadable).Reason);
        using var removed = System.Diagnostics.Process.Start("bash", ["-c", $"rm -r $'{_root}/\\xff'"]);
        removed.WaitForExit();
    }

    [Fact]
    public void AFirstFolder_ThatIsGone_IsAnError() => Assert.ThrowsAny<IOException>(() => Tree().List(In("absent")));

    [Fact]
    public void SpecialFile_TellsPipesAndDevicesFromFilesAndFolders()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe.");
        File.WriteAllText(In("a"), "");
        File.CreateSymbolicLink(In("to a"), In("a"));
        File.CreateSymbolicLink(In("to null"), "/dev/null");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [In("pipe")]))
            made.WaitForExit();
        Assert.Equal([false, false, false, false, true, true, true], new[] { In("a"), In("to a"), In("absent"), _root, In("pipe"), "/dev/null", In("to null") }.Select(SpecialFile.IsAt));
    }

    private FolderTree<string> Tree(bool recursive = true) =>
        new(static (ref FileSystemEntry _) => true, static (ref FileSystemEntry entry) => entry.ToFullPath()) { IsRecursive = recursive, LeftOut = In("out") };

    private IEnumerable<string> Listed(FolderTree<string> tree) => tree.List(_root).Select(path => Path.GetRelativePath(_root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private string In(string name) => Path.Combine(_root, name);
}
