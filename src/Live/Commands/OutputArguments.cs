using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Outputs;

namespace P2IKT.Live.Commands;

/// <summary>The options of <c>live</c> that say where the deblurred stream is sent.</summary>
internal sealed class OutputArguments
{
    private const int LeastBits = 100_000, MostBits = 200_000_000;

    private readonly Option<OutputTarget[]> _targets = new("--send")
    {
        Description = "Send the deblurred stream there, too: srt://, rtmp://, rtsp://, udp://, whip+https://, or a virtual camera such as "
            + "/dev/video10; may be given several times",
        HelpName = "URL|DEVICE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ReadTargets,
    };

    private readonly Option<int?> _bitRate = new("--send-bitrate")
    {
        Description = "Bits a second of a stream that is sent: 6M, 800k; by size and rate without",
        HelpName = "RATE",
        CustomParser = static result => Arguments.Value(
            result, ReadBitRate(Arguments.Text(result)), "a rate from 100k to 200M, such as 6M"),
    };

    /// <summary>All options, in the order of the help.</summary>
    public IEnumerable<Option> Options => [_targets, _bitRate];

    /// <summary>Refuses a rate of nothing.</summary>
    public void Validate(CommandResult result)
    {
        if (result.GetResult(_bitRate) is not null && result.GetResult(_targets) is null)
            result.AddError("--send-bitrate is for a stream that is sent: add --send URL, or leave it out.");
    }

    /// <summary>What was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="clips">The codec of clips, which streams have, too, where it is H.264.</param>
    public OutputOptions Read(ParseResult parsed, VideoCodec clips)
    {
        var options = new OutputOptions { Targets = parsed.GetValue(_targets) ?? [], BitRate = parsed.GetValue(_bitRate) };
        return clips.Name.StartsWith("h264", StringComparison.Ordinal) ? options with { Codec = clips } : options;
    }

    private static OutputTarget[] ReadTargets(ArgumentResult result)
    {
        try
        {
            return [.. result.Tokens.Select(static token => OutputTarget.Parse(token.Value))];
        }
        catch (RecordingException refused)
        {
            result.AddError($"--send {refused.Message}");
            return [];
        }
    }

    private static int? ReadBitRate(string text)
    {
        var unit = text.Length == 0 ? 1 : char.ToLowerInvariant(text[^1]) switch { 'k' => 1e3, 'm' => 1e6, _ => 1 };
        var number = unit > 1 ? text.AsSpan(0, text.Length - 1) : text;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value * unit is >= LeastBits and <= MostBits ? (int)Math.Round(value * unit) : null;
    }
}
