using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace P2IKT.Live.Preview.Server;

/// <summary>An answer that is one sentence for the user: what was refused, on what, what to do.</summary>
internal static class PlainTextError
{
    /// <summary>Its type, for the OpenAPI document.</summary>
    public const string Type = "text/plain";

    /// <summary>Answers with a status code and a sentence.</summary>
    public static ContentHttpResult Of(int code, string sentence) => TypedResults.Text(sentence, Type, Encoding.UTF8, code);
}
