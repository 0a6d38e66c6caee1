using Microsoft.AspNetCore.Builder;

namespace P2IKT.Live.Preview.Access;

/// <summary>Says which role an endpoint needs.</summary>
public static class RequiredRole
{
    /// <summary>
    /// Declares the role that a visitor needs for an endpoint, or for all of a group. Of two declarations the later one counts. An endpoint
    /// without any needs <see cref="AccessRole.Control"/>.
    /// </summary>
    /// <param name="endpoint">The endpoint or group.</param>
    /// <param name="role">The role.</param>
    /// <returns>The endpoint or group.</returns>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, AccessRole role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Metadata(role));

    internal sealed record Metadata(AccessRole Role);
}
