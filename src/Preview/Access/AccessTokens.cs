using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Access;

/// <summary>The tokens by which other machines are let in: one for each role, 128 random bits, as 22 characters of base64url.</summary>
/// <remarks>Immutable, and so thread-safe. A token stays valid until it is renewed: a paired tablet survives a restart.</remarks>
internal sealed class AccessTokens
{
    private const int Bytes = 16;
    private readonly byte[] _watch;
    private readonly byte[] _control;

    private AccessTokens(byte[] watch, byte[] control) => (_watch, _control) = (watch, control);

    /// <summary>Reads the tokens of a folder, or makes new ones and keeps them there.</summary>
    /// <param name="folder">The folder; null keeps nothing.</param>
    /// <param name="renew">Whether new ones replace those that are there.</param>
    /// <exception cref="AccessException">The file cannot be read or written, is damaged, or others can read it.</exception>
    public static AccessTokens Load(string? folder, bool renew)
    {
        if (folder is null)
            return Create();
        var path = Path.Combine(Path.GetFullPath(folder), "access.json");
        if (!renew && SecretFile.Read(path) is { } kept)
            return Parse(kept, path);
        var made = Create();
        var file = new AccessFile(made.Of(AccessRole.Watch), made.Of(AccessRole.Control));
        var text = JsonSerializer.Serialize(file, AccessFileJson.Default.AccessFile);
        return SecretFile.Write(path, text, overwrite: renew) ? made : Parse(SecretFile.Read(path) ?? "", path);
    }

    /// <summary>The token of a role, as text for a link or a header.</summary>
    public string Of(AccessRole role) => Base64Url.EncodeToString(role == AccessRole.Control ? _control : _watch);

    /// <summary>The role that a token gives; null when it is not one of ours. The time it takes does not depend on the tokens.</summary>
    public AccessRole? RoleOf(ReadOnlySpan<char> token)
    {
        Span<byte> presented = stackalloc byte[Bytes];
        if (Base64Url.DecodeFromChars(token, presented, out _, out var written) != OperationStatus.Done || written != Bytes)
            return null;
        var watches = CryptographicOperations.FixedTimeEquals(presented, _watch);
        var controls = CryptographicOperations.FixedTimeEquals(presented, _control);
        return controls ? AccessRole.Control : watches ? AccessRole.Watch : null;
    }

    private static AccessTokens Create() => new(RandomNumberGenerator.GetBytes(Bytes), RandomNumberGenerator.GetBytes(Bytes));

    private static AccessTokens Parse(string text, string path)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, AccessFileJson.Default.AccessFile) is { Watch: { } watch, Control: { } control }
                && Base64Url.DecodeFromChars(watch) is { Length: Bytes } watchBytes
                && Base64Url.DecodeFromChars(control) is { Length: Bytes } controlBytes
                && !CryptographicOperations.FixedTimeEquals(watchBytes, controlBytes))
                return new(watchBytes, controlBytes);
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            // Reported below.
        }
        throw new AccessException($"The tokens in {path} are damaged: delete it, and others are made; paired devices pair again.");
    }
}

/// <summary>The file of the tokens.</summary>
internal sealed record AccessFile(string? Watch, string? Control);

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AccessFile))]
internal sealed partial class AccessFileJson : JsonSerializerContext;
