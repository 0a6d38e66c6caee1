using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>What the camera answers to each operation.</summary>
internal sealed class PtpOperations(PtpIpCamera camera)
{
    private const uint Storage = 0x0001_0001;
    private const int LiveViewHeaderBytes = 384;

    public async Task<(ushort Code, byte[]? Data)> AnswerAsync(PtpRequest request, byte[] brought, CancellationToken stop)
    {
        camera.State.Note(request.Code);
        return request.Code switch
        {
            PtpCodes.NikonGetLiveViewImage => await LiveViewAsync(stop).ConfigureAwait(false),
            PtpCodes.SetDevicePropValue => await SetAsync(request, brought, stop).ConfigureAwait(false),
            _ => Answer(request),
        };
    }

    private (ushort Code, byte[]? Data) Answer(PtpRequest request)
    {
        var state = camera.State;
        switch (request.Code)
        {
            case PtpCodes.GetDeviceInfo:
                return (PtpCodes.Ok, DeviceInfo());
            case PtpCodes.OpenSession or PtpCodes.CloseSession:
                return (PtpCodes.Ok, null);
            case PtpCodes.GetStorageIds:
                return (PtpCodes.Ok, new PtpWriter().Array([Storage]).ToArray());
            case PtpCodes.GetStorageInfo:
                return (PtpCodes.Ok, PtpDataSets.StorageInfo());
            case PtpCodes.GetObjectHandles:
                return (PtpCodes.Ok, new PtpWriter().Array([.. state.Card.Select(still => still.Handle)]).ToArray());
            case PtpCodes.GetObjectInfo or PtpCodes.GetObject or PtpCodes.GetPartialObject:
                if (state.Find(request[0]) is not { } still)
                    return (PtpCodes.InvalidObjectHandle, null);
                if (request.Code == PtpCodes.GetObject && request[0] == PtpCodes.NikonInMemory)
                    state.Forget();
                return (PtpCodes.Ok, PtpDataSets.Object(request, Storage, still));
            case PtpCodes.GetDevicePropDesc or PtpCodes.GetDevicePropValue when camera.Manners.Unreadable.Contains((ushort)request[0]):
                return (PtpCodes.PropertyNotSupported, null);
            case PtpCodes.GetDevicePropDesc:
                return state[(ushort)request[0]] is { } described
                    ? (PtpCodes.Ok, described.Description())
                    : (PtpCodes.PropertyNotSupported, null);
            case PtpCodes.GetDevicePropValue:
                return state[(ushort)request[0]] is { } asked ? (PtpCodes.Ok, asked.Value()) : (PtpCodes.PropertyNotSupported, null);
            case PtpCodes.NikonGetEvent:
                return (PtpCodes.Ok, new PtpWriter().UInt16(0).ToArray()); // they go over the event connection
            case PtpCodes.NikonDeviceReady:
                return (state.Busy || camera.Lens.ReportsIn > TimeSpan.Zero ? PtpCodes.DeviceBusy : CodeOf(camera.Lens.TakeAnswer()), null);
            case PtpCodes.NikonStartLiveView when camera.Manners.IsInPlayback:
                return (PtpCodes.NikonInvalidStatus, null);
            case PtpCodes.NikonStartLiveView when !camera.Manners.HasNoLiveView:
                state.BeginLiveView();
                return (PtpCodes.Ok, null);
            case PtpCodes.NikonEndLiveView when !camera.Manners.HasNoLiveView:
                state.EndLiveView();
                return (PtpCodes.Ok, null);
            case PtpCodes.NikonDriveFocus:
                return (DriveFocus(request[0] == 1 ? -(int)request[1] : (int)request[1]), null);
            case PtpCodes.NikonChangeAfArea:
                camera.PointAt(request[0], request[1]);
                return (state.InLiveView ? PtpCodes.Ok : PtpCodes.NikonNotInLiveView, null);
            case PtpCodes.NikonAutofocus:
                camera.Autofocus();
                return (PtpCodes.Ok, null);
            case PtpCodes.NikonCapture:
                _ = state.ShootAsync(camera.Manners.ReleaseTime);
                return (PtpCodes.Ok, null);
            default:
                return (PtpCodes.OperationNotSupported, null);
        }
    }

    private ushort DriveFocus(int pulses)
    {
        if (!camera.State.InLiveView)
            return PtpCodes.NikonNotInLiveView;
        if (camera.Lens.ReportsIn > TimeSpan.Zero)
            return PtpCodes.DeviceBusy;
        camera.State.FocusSteps += pulses;
        return camera.Lens.Drive(pulses) == LensAnswer.Refused ? PtpCodes.GeneralError : PtpCodes.Ok; // all else it says when it is asked
    }

    private static ushort CodeOf(LensAnswer answer) => answer switch
    {
        LensAnswer.AtEnd => PtpCodes.NikonLensAtLimit,
        LensAnswer.TooFew => PtpCodes.NikonStepTooSmall,
        LensAnswer.NotFocused => PtpCodes.NikonOutOfFocus,
        _ => PtpCodes.Ok,
    };

    private async Task<(ushort, byte[]?)> SetAsync(PtpRequest request, byte[] brought, CancellationToken stop)
    {
        if (camera.Manners.SettingTime > TimeSpan.Zero)
            await Task.Delay(camera.Manners.SettingTime, stop).ConfigureAwait(false);
        if (camera.State[(ushort)request[0]] is not { } property)
            return (PtpCodes.PropertyNotSupported, null);
        if (!property.TrySet(brought))
            return (PtpCodes.InvalidPropertyValue, null);
        if (property.Code == PtpCodes.NikonLiveViewZoom)
            camera.Magnify((int)property.Current);
        return (PtpCodes.Ok, null);
    }

    /// <summary>Waits for the sensor's next picture, as a camera does, and puts it behind the header that cameras send along.</summary>
    private async Task<(ushort, byte[]?)> LiveViewAsync(CancellationToken stop)
    {
        if (camera.Manners.HasNoLiveView)
            return (PtpCodes.OperationNotSupported, null);
        if (camera.Manners.IsInPlayback)
            camera.State.EndLiveView();
        if (!camera.State.InLiveView)
            return (PtpCodes.NikonNotInLiveView, null);
        if (camera.Manners.IsBusy)
            return (PtpCodes.DeviceBusy, null);
        var picture = await camera.NextPictureAsync(stop).ConfigureAwait(false);
        return (PtpCodes.Ok, new PtpWriter().Bytes(new byte[LiveViewHeaderBytes]).Bytes(picture).ToArray());
    }

    private byte[] DeviceInfo()
    {
        var manners = camera.Manners;
        List<ushort> operations =
        [
            PtpCodes.GetDeviceInfo, PtpCodes.OpenSession, PtpCodes.CloseSession, PtpCodes.GetStorageIds, PtpCodes.GetStorageInfo,
            PtpCodes.GetObjectHandles,
            PtpCodes.GetObjectInfo, PtpCodes.GetObject, PtpCodes.GetDevicePropDesc, PtpCodes.GetDevicePropValue,
            PtpCodes.SetDevicePropValue,
            PtpCodes.NikonGetEvent, PtpCodes.NikonDeviceReady, PtpCodes.NikonCapture,
        ];
        if (camera.Lens.IsDrivable)
            operations.AddRange([PtpCodes.NikonDriveFocus, PtpCodes.NikonAutofocus, PtpCodes.NikonChangeAfArea]);
        if (!manners.HasNoLiveView)
            operations.AddRange([PtpCodes.NikonStartLiveView, PtpCodes.NikonEndLiveView, PtpCodes.NikonGetLiveViewImage]);
        if (!manners.HasNoPartialTransfer)
            operations.Add(PtpCodes.GetPartialObject);
        return PtpDataSets.DeviceInfo(
            PtpCodes.VendorNikon, operations, [PtpCodes.ObjectAdded, PtpCodes.PropertyChanged, PtpCodes.CaptureComplete],
            camera.State.Properties, "P2IKT", "Test Camera");
    }
}
