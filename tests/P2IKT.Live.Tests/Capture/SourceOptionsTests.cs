using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Capture;

public sealed class SourceOptionsTests
{
    [Fact]
    public void StillsFolder_IsTheUsersOwn_AlsoWhereTheFolderOfPicturesIsNotThereYet()
    {
        Assert.SkipUnless(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 }, "This user has no home.");

        // A relative one would be wherever the program was started.
        Assert.True(Path.IsPathFullyQualified(new SourceOptions().StillsFolder), new SourceOptions().StillsFolder);
    }
}
