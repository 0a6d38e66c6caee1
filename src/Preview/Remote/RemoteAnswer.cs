namespace P2IKT.Live.Preview.Remote;

/// <summary>Answers to commands. None has more than <see cref="MaxBytes"/>: who forges a sender's address cannot flood it much.</summary>
internal static class RemoteAnswer
{
    /// <summary>Longest answer, in bytes.</summary>
    public const int MaxBytes = 256;

    private const string OkAddress = RemoteCommands.Root + "ok";
    private const string ErrorAddress = RemoteCommands.Root + "error";

    /// <summary>The command was carried out.</summary>
    /// <param name="address">Of the command.</param>
    public static byte[] Ok(string address) => OscWriter.Write(OkAddress, OscArgument.Of(address));

    /// <summary>The command was refused, or has failed.</summary>
    /// <param name="address">Of the command, at most 128 characters.</param>
    /// <param name="reason">One sentence; cut where it is too long.</param>
    public static byte[] Error(string address, string reason)
    {
        var room = MaxBytes - OscWriter.BytesOf(ErrorAddress) - OscWriter.BytesOf(",ss") - OscWriter.BytesOf(address);
        if (OscWriter.BytesOf(reason) > room)
        {
            const string Cut = "...";
            var length = Math.Min(reason.Length, room);
            while (OscWriter.BytesOf(reason[..length] + Cut) > room || char.IsHighSurrogate(reason[length - 1]))
                length--;
            reason = reason[..length] + Cut;
        }
        return OscWriter.Write(ErrorAddress, OscArgument.Of(address), OscArgument.Of(reason));
    }
}
