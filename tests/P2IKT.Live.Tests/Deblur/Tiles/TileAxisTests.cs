using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using P2IKT.Live.Deblur.Tiles;

namespace P2IKT.Live.Tests.Deblur.Tiles;

public sealed class TileAxisTests
{
    private const int Margin = 128;
    private static readonly int[] Alignments = [16, 32, 48];

    public static Arbitrary<int> Lengths => Gen.OneOf(Gen.Choose(1, 5000), Gen.Choose(1270, 1300), Gen.Choose(1, 65_500)).ToArbitrary();

    [Property]
    public Property EveryPixel_IsTakenFromOneTileThatHoldsItAndEnoughAroundIt(int alignmentIndex) => Prop.ForAll(Lengths, length =>
    {
        var alignment = Alignments[Math.Abs(alignmentIndex % Alignments.Length)];
        var axis = new TileAxis(length, 1280, Margin, alignment);
        var end = 0;
        for (var i = 0; i < axis.Count; i++)
        {
            Assert.Equal(end, axis.Start(i));
            end = axis.End(i);
            Assert.True(axis.Start(i) < end);
            Assert.InRange(axis.Start(i), axis.Origin(i) + (i == 0 ? 0 : Margin), int.MaxValue);
            Assert.InRange(end, 1, axis.Origin(i) + axis.Tile - (i == axis.Count - 1 ? 0 : Margin));
            Assert.Equal(0, axis.Origin(i) % alignment);
            Assert.Equal(0, axis.Start(i) % alignment);
            Assert.InRange(axis.Tile, 1, 1280);
        }
        Assert.Equal(length, end);
    });

    [Fact]
    public void AShortSide_IsOneTileOfItsOwnLength()
    {
        var axis = new TileAxis(1279, 1280, Margin, 16);

        Assert.Equal((1, 1279, 0, 0, 1279), (axis.Count, axis.Tile, axis.Origin(0), axis.Start(0), axis.End(0)));
    }
}
