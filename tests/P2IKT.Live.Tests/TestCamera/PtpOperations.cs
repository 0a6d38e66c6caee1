using System.Diagnostics;

namespace P2IKT.Live.Tests.TestCamera;

/// <summary>What the camera answers to each operation.</summary>
internal sealed class PtpOperations(PtpIpCamera camera)
{
    private const uint Storage = 0x0001_0001;
    private const int LiveViewHeaderBytes = 384;
    private static readonly byte[] Nothing = [];
    private readonly long _since = Stopwatch.GetTimestamp();

    public async Task AnswerAsync(PtpIpConnection connection, PtpRequest request, CancellationToken stop)
    {
        var brought = request.BringsData ? await TakeDataAsync(connection, stop) : Nothing;
        await camera.Manners.WhileStalled(stop);
        await TakeTimeAsync(request, stop);
        camera.State.Note(request.Code);
        var (code, data) = request.Code switch
        {
            PtpCodes.NikonGetLiveViewImage => await LiveViewAsync(stop),
            PtpCodes.SetDevicePropValue => await SetAsync(request, brought, stop),
            _ => Answer(request),
        };
        await camera.Manners.WhileStalled(stop);
        if (data is not null)
            await connection.SendDataAsync(request.Transaction, data, CutAt(request.Code), stop);
        await connection.SendAsync(PtpCodes.OperationResponse, new PtpWriter().UInt16(code).UInt32(request.Transaction).ToArray(), stop);
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
                return (PtpCodes.Ok, new PtpWriter().UInt16(4).UInt16(2).UInt16(0).UInt64(64UL << 30).UInt64(32UL << 30).UInt32(1000).Text("card").Text("").ToArray());
            case PtpCodes.GetObjectHandles:
                return (PtpCodes.Ok, new PtpWriter().Array([.. state.Card.Select(still => still.Handle)]).ToArray());
            case PtpCodes.GetObjectInfo or PtpCodes.GetObject or PtpCodes.GetPartialObject:
                return state.Find(request[0]) is { } still ? (PtpCodes.Ok, Object(request, still)) : (PtpCodes.InvalidObjectHandle, null);
            case PtpCodes.GetDevicePropDesc or PtpCodes.GetDevicePropValue when camera.Manners.Unreadable.Contains((ushort)request[0]):
                return (PtpCodes.PropertyNotSupported, null);
            case PtpCodes.GetDevicePropDesc:
                return state[(ushort)request[0]] is { } described ? (PtpCodes.Ok, described.Description()) : (PtpCodes.PropertyNotSupported, null);
            case PtpCodes.GetDevicePropValue:
                return state[(ushort)request[0]] is { } asked ? (PtpCodes.Ok, asked.Value()) : (PtpCodes.PropertyNotSupported, null);
            case PtpCodes.NikonGetEvent:
                return (PtpCodes.Ok, new PtpWriter().UInt16(0).ToArray()); // they go over the event connection
            case PtpCodes.NikonDeviceReady:
                return (state.Busy ? PtpCodes.DeviceBusy : PtpCodes.Ok, null);
            case PtpCodes.NikonStartLiveView when camera.Manners.IsInPlayback:
                return (PtpCodes.NikonInvalidStatus, null);
            case PtpCodes.NikonStartLiveView when !camera.Manners.HasNoLiveView:
                state.BeginLiveView();
                return (PtpCodes.Ok, null);
            case PtpCodes.NikonEndLiveView when !camera.Manners.HasNoLiveView:
                state.EndLiveView();
                return (PtpCodes.Ok, null);
            case PtpCodes.NikonDriveFocus:
                state.FocusSteps += request[0] == 1 ? -(int)request[1] : (int)request[1];
                return (state.InLiveView ? PtpCodes.Ok : PtpCodes.NikonNotInLiveView, null);
            case PtpCodes.NikonCapture:
                _ = state.ShootAsync(camera.Manners.ReleaseTime);
                return (PtpCodes.Ok, null);
            default:
                return (PtpCodes.OperationNotSupported, null);
        }
    }

    private async Task TakeTimeAsync(PtpRequest request, CancellationToken stop)
    {
        var takes = camera.Manners.AnswerTime + (request.Code == PtpCodes.GetObjectInfo ? camera.Manners.DescribingTime : TimeSpan.Zero);
        if (takes > TimeSpan.Zero)
            await Task.Delay(takes, stop);
    }

    private async Task<(ushort, byte[]?)> SetAsync(PtpRequest request, byte[] brought, CancellationToken stop)
    {
        if (camera.Manners.SettingTime > TimeSpan.Zero)
            await Task.Delay(camera.Manners.SettingTime, stop);
        if (camera.State[(ushort)request[0]] is not { } property)
            return (PtpCodes.PropertyNotSupported, null);
        return (property.TrySet(brought) ? PtpCodes.Ok : PtpCodes.InvalidPropertyValue, null);
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
        var number = (long)(Stopwatch.GetElapsedTime(_since).TotalSeconds * camera.FramesPerSecond) + 1;
        var wait = TimeSpan.FromSeconds(number / camera.FramesPerSecond) - Stopwatch.GetElapsedTime(_since);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, stop);
        var picture = camera.Manners.Spoil(StampedPictures.Jpeg(camera.Size, (byte)number));
        return (PtpCodes.Ok, new PtpWriter().Bytes(new byte[LiveViewHeaderBytes]).Bytes(picture).ToArray());
    }

    private int CutAt(ushort code)
    {
        if (code is not (PtpCodes.GetObject or PtpCodes.GetPartialObject) || camera.Manners.DropsAfter == int.MaxValue)
            return int.MaxValue;
        var at = camera.Manners.DropsAfter;
        camera.Manners.DropsAfter = int.MaxValue;
        camera.DropConnections();
        return at;
    }

    private static byte[] Object(PtpRequest request, TestCameraStill still) => request.Code switch
    {
        PtpCodes.GetObjectInfo => new PtpWriter().UInt32(Storage).UInt16(PtpCodes.ExifJpeg).UInt16(0).UInt32((uint)still.Content.Length)
            .UInt16(0).UInt32(0).UInt32(0).UInt32(0).UInt32(6000).UInt32(4000).UInt32(24).UInt32(0).UInt16(0).UInt32(0).UInt32(0)
            .Text(still.Name).Text("20260101T120000").Text("20260101T120000").Text("").ToArray(),
        PtpCodes.GetPartialObject => [.. still.Content.Skip((int)request[1]).Take((int)request[2])],
        _ => still.Content,
    };

    private byte[] DeviceInfo()
    {
        var manners = camera.Manners;
        List<ushort> operations =
        [
            PtpCodes.GetDeviceInfo, PtpCodes.OpenSession, PtpCodes.CloseSession, PtpCodes.GetStorageIds, PtpCodes.GetStorageInfo, PtpCodes.GetObjectHandles,
            PtpCodes.GetObjectInfo, PtpCodes.GetObject, PtpCodes.GetDevicePropDesc, PtpCodes.GetDevicePropValue, PtpCodes.SetDevicePropValue,
            PtpCodes.NikonGetEvent, PtpCodes.NikonDeviceReady, PtpCodes.NikonDriveFocus, PtpCodes.NikonCapture,
        ];
        if (!manners.HasNoLiveView)
            operations.AddRange([PtpCodes.NikonStartLiveView, PtpCodes.NikonEndLiveView, PtpCodes.NikonGetLiveViewImage]);
        if (!manners.HasNoPartialTransfer)
            operations.Add(PtpCodes.GetPartialObject);
        return new PtpWriter().UInt16(100).UInt32(PtpCodes.VendorNikon).UInt16(100).Text("").UInt16(0)
            .Array(operations)
            .Array([PtpCodes.ObjectAdded, PtpCodes.PropertyChanged, PtpCodes.CaptureComplete])
            .Array(camera.State.Properties)
            .Array([PtpCodes.ExifJpeg]).Array([PtpCodes.ExifJpeg])
            .Text("P2IKT").Text("Test Camera").Text("1.0").Text("0001").ToArray();
    }

    private static async Task<byte[]> TakeDataAsync(PtpIpConnection connection, CancellationToken stop)
    {
        var data = new List<byte>();
        while (true)
        {
            var (type, payload) = await connection.ReceiveAsync(stop);
            if (type is PtpCodes.Data or PtpCodes.EndData)
                data.AddRange(payload[4..]);
            if (type == PtpCodes.EndData)
                return [.. data];
        }
    }
}
