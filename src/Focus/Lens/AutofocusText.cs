namespace P2IKT.Live.Focus.Lens;

/// <summary>Outcomes as sentences for the user.</summary>
internal static class AutofocusText
{
    public static string Of(AutofocusOutcome outcome, bool isRestored) => outcome switch
    {
        AutofocusOutcome.InFocus => "In focus.",
        AutofocusOutcome.NoTexture =>
            "There is nothing to focus on at this point: place it on an edge or on texture, or focus roughly by hand.",
        AutofocusOutcome.NotFound => "Nothing came into focus at this point" + Back(isRestored, "place it on an edge or on texture."),
        AutofocusOutcome.SceneMoves =>
            "The scene or the camera moved while the lens was driven" + Back(isRestored, "hold both still and try again."),
        AutofocusOutcome.LensDoesNotMove =>
            "The picture does not change when the lens is driven" + Back(isRestored, "switch the lens to AF, or focus by hand."),
        AutofocusOutcome.BeyondEndStop => "The point is outside the focus range of the lens" + Back(isRestored, "move the camera."),
        AutofocusOutcome.Uncertain =>
            "The focus could not be found with certainty" + Back(isRestored, "try a point with more texture, or more light."),
        AutofocusOutcome.TimedOut => "Focusing took too long" + Back(isRestored, "check that live view runs, and try again."),
        _ => "The camera did not carry out an order to the lens" + Back(isRestored, "check the camera."),
    };

    private static string Back(bool isRestored, string advice) =>
        (isRestored ? "; the lens is back where it was: " : "; the lens may not be back where it was, check the focus: ") + advice;
}
