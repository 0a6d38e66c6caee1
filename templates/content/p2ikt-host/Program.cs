// The deblurred live view of a camera in a host of your own. The page is at http://127.0.0.1:8400/; appsettings.json has the settings.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using P2IKT.Live.Pipeline.Hosting;
using P2iktHost;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
{
    Args = args, // --P2iktLive:Source=camera: overrides a setting
    ContentRootPath = AppContext.BaseDirectory,
});
builder.Services.AddP2iktLive(builder.Configuration.GetSection(LiveHostOptions.Section).Bind);
builder.Services.AddHostedService<FrameReader>(); // after the live view, which it reads
await builder.Build().RunAsync();
