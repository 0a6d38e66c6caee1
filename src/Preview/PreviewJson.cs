using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Preview.Focus;
using P2IKT.Live.Preview.Focus.Faces;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview;

/// <summary>The JSON of the REST answers, generated at compile time: camelCase.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LiveStatus))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(CameraState))]
[JsonSerializable(typeof(CameraShot))]
[JsonSerializable(typeof(CameraSettingValue))]
[JsonSerializable(typeof(FocusState))]
[JsonSerializable(typeof(FocusPoint))]
[JsonSerializable(typeof(FocusPointChange))]
[JsonSerializable(typeof(FaceList))]
[JsonSerializable(typeof(LensState))]
[JsonSerializable(typeof(LensMoveRequest))]
[JsonSerializable(typeof(LensPointRequest))]
[JsonSerializable(typeof(LensMarkRequest))]
[JsonSerializable(typeof(LensRackRequest))]
[JsonSerializable(typeof(LensLimitRequest))]
internal sealed partial class PreviewJson : JsonSerializerContext;
