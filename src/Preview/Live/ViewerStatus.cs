using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview.Live;

/// <summary>One viewer, as <c>GET /api/viewers</c> lists it.</summary>
/// <param name="Address">Its IP address.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Page">What it shows: live, screen, obs, stream (MJPEG) or program.</param>
/// <param name="FramesPerSecond">Frames that it gets a second.</param>
/// <param name="Width">Width of its picture in pixels; 0 before the first.</param>
/// <param name="Height">Height of its picture in pixels; 0 before the first.</param>
/// <param name="Bytes">Bytes of its last frame, all parts together.</param>
/// <param name="Seconds">How long it has been connected.</param>
/// <param name="Waiting">Its place in line, 1 for the next; null: it watches.</param>
/// <param name="Link">Quality of its pictures, and how its link is.</param>
internal sealed record ViewerStatus(
    string Address, AccessRole Role, string Page, double FramesPerSecond, int Width, int Height, int Bytes, double Seconds,
    int? Waiting, ViewerLink Link);
