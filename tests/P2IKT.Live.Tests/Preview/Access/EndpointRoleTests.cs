using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Recording.Shoots;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary>Every endpoint declares the role that it needs.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class EndpointRoleTests
{
    private static readonly string[] ForAnyone = ["/pair", "/unpaired", "/ca", "/ca.crt", "/ca.json", "/ca.mobileconfig"];
    private static readonly string[] Assets = [".js", ".css", ".svg"];

    [Fact]
    public async Task Endpoints_AllDeclareARole()
    {
        await using var access = await StartAsync();
        var without = All(access).Where(static endpoint => RoleOf(endpoint) is null).Select(static endpoint => endpoint.DisplayName);
        Assert.Empty(without);
        Assert.True(All(access).Count > 60, "The endpoints are not all there.");
    }

    [Fact]
    public async Task Endpoints_ThatChangeSomething_NeedControl()
    {
        await using var access = await StartAsync();
        var changing = All(access).Where(static endpoint => Methods(endpoint).Except(["GET", "HEAD"]).Any()).ToList();
        Assert.All(changing, static endpoint => Assert.Equal(AccessRole.Control, RoleOf(endpoint)));
        foreach (var order in new[] { "/api/camera/release", "/api/recording/start", "/api/focus/lens/move", "/api/camera/settings/{name}",
            "/api/focus/points", "/api/shoot/snapshot" })
            Assert.Contains(changing, endpoint => endpoint.RoutePattern.RawText?.TrimEnd('/') == order);
    }

    [Fact]
    public async Task Endpoints_ForAnyone_AreScriptsStylesPairingAndTheAuthority()
    {
        await using var access = await StartAsync();
        var open = All(access).Where(static endpoint => RoleOf(endpoint) == AccessRole.Anyone).Select(static endpoint =>
            endpoint.RoutePattern.RawText!);
        Assert.Equal(ForAnyone.Order(), open.Where(static path => !Assets.Contains(Path.GetExtension(path))).Order());
        Assert.DoesNotContain(open, static path => path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/overlays",
            StringComparison.Ordinal));
    }

    /// <summary>Or the tests above could not fail: what a host adds without a role needs control.</summary>
    [Fact]
    public async Task Endpoint_OfAHost_WithoutARole_NeedsControl()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Extend = static endpoints =>
            endpoints.MapGet("/api/bell", static context => context.Response.WriteAsync("rung")) });
        Assert.Null(RoleOf(All(access).Single(static endpoint => endpoint.RoutePattern.RawText == "/api/bell")));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await access.StatusAsync("/api/bell", AccessStage.TokenOf(access.Watch)));
        Assert.Equal(System.Net.HttpStatusCode.OK, await access.StatusAsync("/api/bell", AccessStage.TokenOf(access.Control)));
    }

    private static Task<AccessStage> StartAsync() => AccessStage.StartAsync(new PreviewOptions
    {
        Camera = new CameraStub { Magnifier = new PointerStub() },
        Focus = new FocusAssist(),
        LensControls = new LensStub(),
        SweepFolder = Path.GetTempPath(),
        ClipsFolder = Path.GetTempPath(),
        Shoot = new ShootServices(new Shoot(new ShootOptions(), Path.GetTempPath(), Path.GetTempPath(), TimeProvider.System)),
    });

    private static List<RouteEndpoint> All(AccessStage access) => [.. access.Stage.Preview.Endpoints.OfType<RouteEndpoint>()];

    private static AccessRole? RoleOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<RequiredRole.Metadata>()?.Role;

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
}
