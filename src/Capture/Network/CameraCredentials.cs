using System.Net;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// User and password of a camera: for the host and port in whose address they stand, also when it redirects there from HTTP to HTTPS.
/// Nobody else gets them.
/// </summary>
internal sealed class CameraCredentials : ICredentials
{
    private readonly Uri _camera;
    private readonly NetworkCredential _credential;

    private CameraCredentials(Uri camera, NetworkCredential credential) => (_camera, _credential) = (camera, credential);

    /// <summary>Those in an address; null when there are none.</summary>
    public static CameraCredentials? Of(Uri camera)
    {
        if (camera.UserInfo.Length == 0)
            return null;
        var parts = camera.UserInfo.Split(':', 2);
        return new CameraCredentials(
            camera, new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""));
    }

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        var isSecured = _camera.Scheme == Uri.UriSchemeHttp && uri.Scheme == Uri.UriSchemeHttps;
        var isSame = uri.IdnHost.Equals(_camera.IdnHost, StringComparison.OrdinalIgnoreCase)
            && (isSecured || (uri.Scheme == _camera.Scheme && uri.Port == _camera.Port));
        return isSame && authType is "Basic" or "Digest" ? _credential : null;
    }
}
