using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>What the page says about a sweep before it has a result.</summary>
internal static class SweepText
{
    /// <summary>What the user does during a sweep.</summary>
    public static string Hint(SweepDrive drive) => drive switch
    {
        SweepDrive.Lens => "The lens goes from the near to the far limit.",
        SweepDrive.Hand => "Turn the focus ring slowly, one way, from near to far.",
        _ => "Save the pictures of the stack into the folder.",
    };

    /// <summary>Why a sweep cannot be driven by this here.</summary>
    public static string Unavailable(SweepDrive drive) => drive switch
    {
        SweepDrive.Lens => "No lens can be driven here: connect a camera that drives its lens, or turn the ring by hand.",
        SweepDrive.Hand => "The source is a folder of stills: save the pictures of a stack into it during the sweep.",
        _ => "The source is not a folder of stills: sweep by hand, or with a driven lens.",
    };

    /// <summary>The unit of the positions, as JSON has it.</summary>
    public static string Of(StackPositionUnit? unit) => unit switch
    {
        StackPositionUnit.Seconds => "seconds",
        StackPositionUnit.RingPixels => "ringPixels",
        _ => "pictures",
    };
}
