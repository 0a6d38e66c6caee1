namespace P2IKT.Live.Preview.Access;

/// <summary>What the visitor may do: the answer of <c>GET /api/access</c>.</summary>
/// <param name="Role">The visitor's role.</param>
/// <param name="Pairs">Whether there are pairing links, which control sees.</param>
internal sealed record AccessState(AccessRole Role, bool Pairs);
