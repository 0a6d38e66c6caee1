using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Preview.Certificates;
using P2IKT.Live.Preview.Focus;
using P2IKT.Live.Preview.Focus.Faces;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Focus.Manual;
using P2IKT.Live.Preview.Focus.Sweeps;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Shoots;
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
[JsonSerializable(typeof(PointerState))]
[JsonSerializable(typeof(PointerRequest))]
[JsonSerializable(typeof(PointerFocus))]
[JsonSerializable(typeof(ManualState))]
[JsonSerializable(typeof(ManualChange))]
[JsonSerializable(typeof(SweepState))]
[JsonSerializable(typeof(SweepStart))]
[JsonSerializable(typeof(SweepSave))]
[JsonSerializable(typeof(ShootState))]
[JsonSerializable(typeof(ShootChange))]
[JsonSerializable(typeof(ShootScan))]
[JsonSerializable(typeof(ShootSelection))]
[JsonSerializable(typeof(ShootRating))]
[JsonSerializable(typeof(ShootListEntries))]
[JsonSerializable(typeof(ShootPictureList))]
[JsonSerializable(typeof(ShootSnapshot))]
[JsonSerializable(typeof(ShootChecks))]
[JsonSerializable(typeof(AccessState))]
[JsonSerializable(typeof(AuthorityState))]
[JsonSerializable(typeof(IReadOnlyList<PairingLink>))]
[JsonSerializable(typeof(IReadOnlyList<ViewerStatus>))]
internal sealed partial class PreviewJson : JsonSerializerContext;
