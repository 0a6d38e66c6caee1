using P2IKT.Live.Capture.Video;

namespace P2IKT.Live.Tests.Capture.Video;

/// <summary>Whether a file's end is missing, by its outermost structure alone.</summary>
public sealed class FileExtentTests
{
    private static readonly byte[][] Whole =
    [
        [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0, 0, 0, 0, 12, .. "mdat"u8, 1, 2, 3, 4],
        [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0, 0, 0, 0, 1, .. "mdat"u8, 0, 0, 0, 0, 0, 0, 0, 20, 1, 2, 3, 4],
        [.. "RIFF"u8, 16, 0, 0, 0, .. "AVI "u8, .. "movi"u8, 1, 2, 3, 4, 5, 6, 7, 8],
        [0x1A, 0x45, 0xDF, 0xA3, 0x81, 1, 0x18, 0x53, 0x80, 0x67, 0x88, 1, 2, 3, 4, 5, 6, 7, 8],
        [.. "FLV"u8, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 14],
    ];

    [Fact]
    public void AFile_ThatIsWhole_IsNotCut() => Assert.All(Whole, file => Assert.Equal(false, IsCut(file)));

    [Fact]
    public void AFile_WhoseLastByteIsMissing_IsCut() => Assert.All(Whole, file => Assert.Equal(true, IsCut(file[..^1])));

    [Theory]
    [InlineData(0x47)]
    [InlineData(0)]
    public void AFile_OfAnotherKind_IsNotJudged(byte first) => Assert.Null(IsCut([first, .. new byte[40]]));

    [Fact]
    public void AFile_OfAnyBytes_IsJudgedWithoutAFault()
    {
        var random = new Random(14);
        for (var n = 0; n < 20_000; n++)
        {
            byte[] file = [.. Whole[random.Next(Whole.Length)], .. new byte[random.Next(24)]];
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                file[random.Next(file.Length)] = (byte)(random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => random.Next(256) });
            _ = IsCut(file[..random.Next(file.Length + 1)]);
        }
    }

    private static bool? IsCut(byte[] file) => FileExtent.IsCut(file.Length, (at, bytes) =>
    {
        var count = at >= file.Length ? 0 : (int)Math.Min(bytes.Length, file.Length - at);
        file.AsSpan((int)Math.Min(at, file.Length), count).CopyTo(bytes);
        return count;
    });
}
