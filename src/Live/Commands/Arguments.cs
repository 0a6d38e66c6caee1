using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using P2IKT.Live.Deblur;

namespace P2IKT.Live.Commands;

/// <summary>How the value of an option is read, and refused.</summary>
internal static class Arguments
{
    /// <summary>The option that names the network, of a command that has one by default.</summary>
    public static Option<string> Model(string otherwise) => new("--model")
    {
        Description = "auto, a model that `p2ikt-live models` lists, or an ONNX file to the model contract",
        HelpName = "auto|NAME|FILE",
        DefaultValueFactory = _ => otherwise,
    };

    /// <summary>The option that names a folder of plug-in providers.</summary>
    public static Option<string?> ProviderFolder() => new("--providers")
    {
        Description = "Folder of plug-in libraries with execution providers of ONNX Runtime; they run with this program's rights",
        HelpName = "DIR",
    };

    /// <summary>
    /// The name of an option or argument whose value is empty, as that of a shell's variable that is not set; null: there is none. An empty
    /// session is none.
    /// </summary>
    public static string? EmptyOne(ParseResult parsed) => parsed.CommandResult.Children
        .Where(static given => given.Tokens.Any(static token => token.Value.Length == 0))
        .Select(static given => given is OptionResult { Option: var option } ? option.Name : (given as ArgumentResult)?.Argument.Name)
        .FirstOrDefault(static name => name != ShootArguments.SessionOption);

    /// <summary>The one value that was given; empty for none or several.</summary>
    public static string Text(SymbolResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    /// <summary>The value; null, and refused, where it could not be read.</summary>
    /// <param name="result">Of which option.</param>
    /// <param name="value">What was read; null when that failed.</param>
    /// <param name="wanted">What it should have been, for a sentence that ends "is not ...".</param>
    public static T? Value<T>(ArgumentResult result, T? value, string wanted)
        where T : struct
    {
        if (value is null)
            Refuse<string>(result, wanted);
        return value;
    }

    /// <summary>
    /// A number as people write it: digits, and a point; null for whatever else. A comma is no point, and separates nothing.
    /// </summary>
    public static double? Number(SymbolResult result) =>
        double.TryParse(Text(result), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The value that a name stands for; false for none, a number, or several names.</summary>
    public static bool TryName<T>(string text, out T value)
        where T : struct, Enum
    {
        value = default;
        // Enum.TryParse alone would take "3" for a name, and "auto,cpu" for one, too.
        return text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out value);
    }

    /// <summary>Null; says that the value is not what is wanted.</summary>
    public static T? Refuse<T>(ArgumentResult result, string wanted)
        where T : class
    {
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} {Text(result)} is not {wanted}.");
        return null;
    }

    /// <summary>The address and port that were given, <c>localhost</c> for 127.0.0.1; null where they could not be read.</summary>
    public static IPEndPoint? EndPoint(SymbolResult result)
    {
        var text = Text(result);
        var address = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;
        var colon = address.LastIndexOf(':');
        return colon > 0 && IPEndPoint.TryParse(address, out var endPoint)
            && ushort.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && (endPoint.AddressFamily == AddressFamily.InterNetwork || address[0] == '[')
            ? endPoint : null;
    }

    /// <summary>Reads a provider's name, of whatever option.</summary>
    public static ExecutionProvider ParseProvider(ArgumentResult result)
    {
        if (TryName<ExecutionProvider>(Text(result), out var provider))
            return provider;
        result.AddError($"--provider {Text(result)} is not known: it is auto, tensorrt, cuda, directml, cpu or plugin.");
        return default;
    }
}
