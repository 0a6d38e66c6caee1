using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering.Lens;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>Which make a widget is of, and what is written to it; for all makes, also those that no simulated camera speaks.</summary>
public sealed class LensProfilesTests
{
    private static readonly string[] ThreeSizes = ["Near 1", "Near 2", "Near 3", "None", "Far 1", "Far 2", "Far 3"];
    private static readonly string[] TwoSizes = ["Near 1", "Near 2", "None", "Far 1", "Far 2"];

    public static TheoryData<string, string, string> Shapes => new()
    {
        { "Nikon", "Nikon Corporation", "range -32767 32767" },
        { "Nikon", "somebody who names no maker", "range -32767 32767" },
        { "Canon", "Canon Inc.", "three" },
        { "Olympus", "OLYMPUS CORPORATION", "three" },
        { "Olympus", "OM Digital Solutions", "three" },
        { "Panasonic", "Panasonic", "two" },
        { "Fujifilm", "FUJIFILM", "position" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Widget_OfAShape_IsOfThatMakeAlone(string make, string maker, string shape) =>
        Assert.Equal(make, LensProfiles.All.First(profile => profile.Widget == "manualfocusdrive" && profile.Matches(Widget(shape), maker)).Make);

    [Fact]
    public void Widget_OfASony_HasANameOfItsOwn()
    {
        var sony = Profile("Sony");
        Assert.Equal("manualfocus", sony.Widget);
        Assert.True(sony.Matches(Widget("range -7 7"), "Sony Corporation"));
        Assert.False(sony.Matches(Widget("range 0 1"), "Sony Corporation"));
    }

    [Fact]
    public void Widget_OfNoKnownShape_IsOfNoMake() =>
        Assert.DoesNotContain(LensProfiles.All, static profile => profile.Matches(Widget("range 0 1") with { Value = "half" }, "Nikon Corporation"));

    [Theory]
    [InlineData("Nikon", 0, -250, "-250", 250)]
    [InlineData("Nikon", 0, 1, "1", 1)]
    [InlineData("Canon", 0, -1, "Near 1", 1)]
    [InlineData("Canon", 2, 5, "Far 3", 1)]
    [InlineData("Olympus", 1, -2, "Near 2", 1)]
    [InlineData("Panasonic", 1, 1, "Far 2", 1)]
    [InlineData("Sony", 0, -3, "-1", 1)]
    [InlineData("Sony", 1, 1, "3", 1)]
    [InlineData("Sony", 2, -1, "-7", 1)]
    public void Write_OfSteps_IsWhatTheDriverTakes(string make, int size, int steps, string value, int carriedOut) =>
        Assert.Equal(new LensWrite(value, carriedOut), Profile(make).Write(Widget("three"), steps, size));

    [Theory]
    [InlineData(500, "1501", 500, LensEndStop.None)]
    [InlineData(-2000, "-217", 1218, LensEndStop.Near)] // its first two choices are the ends
    [InlineData(32_000, "24370", 23_369, LensEndStop.Far)]
    public void Write_OfAnAbsolutePosition_StaysWithinTheEnds(int steps, string value, int carriedOut, LensEndStop end) =>
        Assert.Equal(new LensWrite(value, carriedOut, end), Profile("Fujifilm").Write(Widget("position"), steps, 0));

    [Fact]
    public void Write_OfAnAbsolutePositionWithoutEnds_GoesWhereItIsTold() =>
        Assert.Equal(
            new LensWrite("-50", 50), Profile("Fujifilm").Write(Widget("position") with { Value = "0", Choices = ["0", "0", "0", "0", "0", "0"] }, -50, 0));

    [Fact]
    public void Sizes_OfAnOlympus_AreExact()
    {
        var sizes = Profile("Olympus").Sizes;
        Assert.All(sizes, static size => Assert.True(size.IsExact));
        Assert.Equal([3.0, 14, 60], sizes.Select(static size => 3 * size.NominalUnits));
    }

    [Fact]
    public void Profiles_AllHaveATimeForEachSizeAndBeginWithTheFinest() => Assert.All(LensProfiles.All, static profile =>
    {
        Assert.Equal(profile.Sizes.Count, profile.StepTimes.Count);
        Assert.Equal(1, profile.Sizes[0].NominalUnits);
        Assert.Equal(profile.Sizes.OrderBy(static size => size.NominalUnits), profile.Sizes);
    });

    [Theory]
    [InlineData("Nikon", "AF-S", true)]
    [InlineData("Nikon", "Manual", false)]
    [InlineData("Nikon", "MF (fixed)", false)]
    [InlineData("Canon", "One Shot", true)]
    [InlineData("Canon", "Manual", false)]
    [InlineData("Sony", "Manual", true)]
    [InlineData("Sony", "DMF", true)]
    [InlineData("Sony", "Automatic", false)]
    [InlineData("Sony", "AF-C", false)]
    [InlineData("Olympus", "S-AF", false)]
    [InlineData("Olympus", "MF", true)]
    [InlineData("Panasonic", "AFC", false)]
    [InlineData("Fujifilm", "Manual", true)]
    public void FocusMode_OfAMake_IsWhatItsDriveNeeds(string make, string value, bool isMet) =>
        Assert.Equal(isMet, Profile(make).Preconditions[0].IsMet(value));

    [Theory]
    [InlineData("movieservoaf")]
    [InlineData("continuousaf")]
    public void AutofocusOfACanonThatGoesOn_StandsInTheWay(string widget)
    {
        var condition = Profile("Canon").Preconditions.Single(condition => condition.Widgets.Contains(widget));
        Assert.True(condition.IsMet("Off"));
        Assert.False(condition.IsMet("On"));
    }

    private static LensProfile Profile(string make) => LensProfiles.All.Single(profile => profile.Make == make);

    private static CameraSetting Widget(string shape)
    {
        var setting = new CameraSetting { Name = "manualfocusdrive", Label = "", Kind = CameraSettingKind.Choice, Value = "None" };
        return shape.Split(' ') switch
        {
            ["three"] => setting with { Choices = ThreeSizes },
            ["two"] => setting with { Choices = TwoSizes },
            ["position"] => setting with { Value = "1001", Choices = ["-217", "24370", "1001", "820", "31", "3"] },
            [_, var least, var most] => setting with
            {
                Kind = CameraSettingKind.Range, Value = "0", Minimum = int.Parse(least, null), Maximum = int.Parse(most, null),
            },
            _ => throw new ArgumentException(shape, nameof(shape)),
        };
    }
}
