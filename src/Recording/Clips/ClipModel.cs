namespace P2IKT.Live.Recording.Clips;

/// <summary>The network and the provider that deblurred a clip.</summary>
/// <param name="Model">Name and version of the network.</param>
/// <param name="Provider">What ran it.</param>
public sealed record ClipModel(string Model, string Provider);
