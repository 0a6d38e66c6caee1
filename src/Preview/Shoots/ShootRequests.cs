using System.Text.Json.Serialization;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Preview.Shoots;

/// <summary>The body of <c>PUT /api/shoot</c>.</summary>
/// <param name="Session">The template of the session's folder; null or empty: none.</param>
/// <param name="Names">The template of names; null or empty: the usual ones.</param>
internal sealed record ShootChange(string? Session, string? Names);

/// <summary>The body of <c>POST /api/shoot/scan</c>.</summary>
/// <param name="Text">What the scanner read, or a name.</param>
internal sealed record ShootScan(string Text);

/// <summary>The body of <c>PUT /api/shoot/list/current</c>.</summary>
/// <param name="Index">Place in the list, from 0.</param>
internal sealed record ShootSelection([property: JsonRequired] int Index); // a body without it would choose the first

/// <summary>The body of <c>PUT /api/shoot/pictures/NAME/rating</c>.</summary>
/// <param name="Rating">0 to 5; 0 removes the stars.</param>
internal sealed record ShootRating([property: JsonRequired] int Rating); // a body without it would remove the stars

/// <summary>The answer of <c>GET /api/shoot/list</c>.</summary>
/// <param name="Entries">In the order of the list; empty without one.</param>
internal sealed record ShootListEntries(IReadOnlyList<ShotListPosition> Entries);

/// <summary>The answer of <c>GET /api/shoot/pictures</c>.</summary>
/// <param name="Folder">Full path.</param>
/// <param name="Pictures">The newest first.</param>
internal sealed record ShootPictureList(string Folder, IReadOnlyList<ShootPicture> Pictures);

/// <summary>The answer of <c>POST /api/shoot/snapshot</c>.</summary>
/// <param name="Path">Full path of the file.</param>
internal sealed record ShootSnapshot(string Path);

/// <summary>The answer of <c>GET /api/shoot/checks</c>.</summary>
/// <param name="Checks">What was checked.</param>
internal sealed record ShootChecks(IReadOnlyList<PreflightCheck> Checks);
