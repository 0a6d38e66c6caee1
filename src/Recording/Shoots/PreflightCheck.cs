namespace P2IKT.Live.Recording.Shoots;

/// <summary>A check before the shoot.</summary>
/// <param name="What">What was checked, in a word or two.</param>
/// <param name="Level">What it came to.</param>
/// <param name="Says">What was found, and what to do: one sentence.</param>
public sealed record PreflightCheck(string What, PreflightLevel Level, string Says);
