namespace P2IKT.Live.Preview.Access;

/// <summary>The pairing links of this machine: one for each role.</summary>
/// <param name="tokens">The tokens in them.</param>
/// <param name="host">Returns the name or address by which other machines reach this one, with the port.</param>
internal sealed class PairingLinks(AccessTokens tokens, Func<string> host)
{
    /// <summary>The links, first the one that watches.</summary>
    public IReadOnlyList<PairingLink> All => [Of(AccessRole.Watch), Of(AccessRole.Control)];

    /// <summary>The link of a role.</summary>
    public PairingLink Of(AccessRole role) => new(role, new Uri($"https://{host()}/pair?token={tokens.Of(role)}"));
}
