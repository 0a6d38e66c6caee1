using System.Text.Json.Serialization;

namespace P2IKT.Live.Deblur.Models;

/// <summary>Code that reads and writes <see cref="CheckedModel"/>, made by the compiler.</summary>
[JsonSerializable(typeof(CheckedModel))]
internal sealed partial class CheckedModelJson : JsonSerializerContext;
