namespace P2IKT.Live.Evaluation.Focus;

/// <summary>One line of the table: a quantity, and what each measure scores in it.</summary>
/// <param name="Line">What is measured, with its unit.</param>
/// <param name="LargerIsBetter">Direction of the scores.</param>
/// <param name="Values">One for each measure, in their order; null where a measure cannot be scored.</param>
/// <param name="Format">Of a value.</param>
internal sealed record FocusScore(string Line, bool LargerIsBetter, IReadOnlyList<double?> Values, string Format)
{
    /// <summary>Index of the best value.</summary>
    public int Best => Enumerable.Range(0, Values.Count).Where(index => Values[index] is not null)
        .MaxBy(index => LargerIsBetter ? Values[index]!.Value : -Values[index]!.Value);
}
