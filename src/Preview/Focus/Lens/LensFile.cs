using System.Text.Json;
using System.Text.Json.Serialization;
using P2IKT.Live.Focus.Lens;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>The file of <see cref="LensCalibrations"/>.</summary>
/// <param name="Lenses">By camera and lens, as both call themselves.</param>
internal sealed record LensFile(Dictionary<string, LensCalibration?> Lenses);

/// <summary>Its JSON, generated at compile time: camelCase, indented.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(LensFile))]
internal sealed partial class LensFileJson : JsonSerializerContext;
