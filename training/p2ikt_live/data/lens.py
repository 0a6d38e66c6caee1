"""A thin lens for sharp photographs: layers at different depths, each blurred by its own circle of confusion.

For a plane in space 1/z is linear in the coordinates of the picture, and the signed radius of the circle of confusion is linear in 1/z.
So a slanted background is a linear ramp of signed radius. It is rendered as a stack of a few radii, blended pixel by pixel. A foreground
layer of one depth lies over it. Its colour and coverage are blurred together (premultiplied), so that a near object bleeds over a far one,
and a sharp one cuts cleanly. A measured depth map gives a radius to each pixel instead, and is rendered as layers from far to near.
All is in linear light; sensor.py makes a photograph of it. Everything is a batch of tensors on a CPU or a GPU; convolutions use the FFT.
"""
import math
from dataclasses import dataclass

import torch

GRID = 45           # px, side of a kernel; it holds a radius of 20 px with a rim
OVERSAMPLING = 4    # sub-samples a pixel in each direction, for smooth edges of small apertures
MARGIN = 24         # px at each border that the blur contaminates and that are cut off; 192 and 128 plus two margins suit an FFT
STACK = 4           # radii that a slanted background is blended from
LAYERS = 7          # radii that a scene with a depth map is composed of
WIDEST_GAUSSIAN = 12.0  # px of radius: sigma 6 px, of which the grid holds 3.7


def to_linear(x):
    return torch.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def to_srgb(x):
    x = x.clamp(0, 1)
    return torch.where(x <= 0.0031308, x * 12.92, 1.055 * x.clamp(min=1e-6) ** (1 / 2.4) - 0.055)


@dataclass
class Apertures:
    """Shapes of N apertures, in units of the radius; all tensors of shape (N,)."""
    blades: torch.Tensor       # 0: round; 5..9: a polygon of the same area
    rotation: torch.Tensor
    hole: torch.Tensor         # inner radius of a ring (mirror lens); 0: none
    vignette: torch.Tensor     # shift of the second disc of a cat's eye; 0: none
    direction: torch.Tensor    # where the cat's eye points
    edge: torch.Tensor         # brightness of the rim over that of the middle: spherical aberration
    gaussian: torch.Tensor     # 1: a Gaussian of sigma r/2 instead (atmosphere, a very soft lens)
    softness: torch.Tensor     # width of the rim, which fades as 1 / (1 + exp((reach - 1) / softness)); 0: a hard one
    stretch: torch.Tensor      # log of the long axis along `rotation` over the short one: astigmatism

    @staticmethod
    def draw(n, generator, device="cpu"):
        """n random apertures on `device`."""
        u = lambda: torch.rand(n, generator=generator, device=generator.device).to(device)
        kind = u()
        zero = torch.zeros(n, device=device)
        polygon, ring, eye = (kind > 0.35) & (kind < 0.6), (kind >= 0.6) & (kind < 0.67), (kind >= 0.67) & (kind < 0.82)
        soft = (kind < 0.82) & (u() < 0.6)      # aberrations, diffraction and scaling down soften a hard rim
        return Apertures(blades=torch.where(polygon, 5 + torch.floor(u() * 5), zero), rotation=u() * 2 * math.pi,
                         hole=torch.where(ring, 0.3 + 0.25 * u(), zero), vignette=torch.where(eye, 0.2 + 0.6 * u(), zero),
                         direction=u() * 2 * math.pi, edge=0.5 + u(), gaussian=(kind >= 0.82).float(),
                         softness=torch.where(soft, 0.03 + 0.27 * u() ** 2, zero), stretch=torch.where(u() < 0.4, 0.3 * u(), zero))

    def part(self, which):
        """The apertures that an index or slice selects."""
        return Apertures(**{name: value[which] for name, value in vars(self).items()})

    def narrowing(self):
        """Factor on the radius (N,) that gives a soft rim the spread of a hard one, whose mean squared distance is r^2/2."""
        rho = torch.linspace(0, 4, 401, device=self.softness.device)
        fade = torch.sigmoid((1 - rho) / self.softness[:, None].clamp(min=1e-4))
        spread = (rho ** 3 * fade).sum(1) / (rho * fade).sum(1)
        return torch.where(self.softness > 0, torch.sqrt(0.5 / spread), torch.ones_like(spread))

    def largest(self):
        """Radius in px (N,) up to which the grid of the kernel holds nearly all light."""
        disc = (GRID - 2) / 2 / (1 + 6 * self.softness) / self.narrowing()
        return torch.where(self.gaussian > 0, WIDEST_GAUSSIAN, disc) / torch.exp(self.stretch / 2)


def kernels(radius, a: Apertures):
    """Point spread functions (N, K, GRID, GRID), each of sum 1, for radii (N, K) in pixels."""
    n, k = radius.shape
    fine = GRID * OVERSAMPLING
    axis = (torch.arange(fine, device=radius.device) + 0.5) / OVERSAMPLING - GRID / 2
    shape = lambda t: t.reshape(n, 1, 1, 1)
    r = radius.reshape(n, k, 1, 1).clamp(min=0.35) * shape(a.narrowing())  # below, the sub-samples around the centre are a delta already
    x, y = axis[None, None, None, :] / r, axis[None, None, :, None] / r
    cos, sin, longer = torch.cos(shape(a.rotation)), torch.sin(shape(a.rotation)), torch.exp(shape(a.stretch) / 2)
    x, y = (x * cos + y * sin) / longer, (y * cos - x * sin) * longer
    rho2 = x * x + y * y
    rho, angle = torch.sqrt(rho2), torch.atan2(y, x)
    sector = 2 * math.pi / shape(a.blades).clamp(min=3)
    apothem = torch.sqrt(sector / 2 / torch.tan(sector / 2))  # of the regular polygon with the unit disc's area
    reach = torch.where(shape(a.blades) > 0, rho * torch.cos(torch.remainder(angle, sector) - sector / 2) / apothem, rho)  # 1 at the rim
    rim = torch.where(shape(a.softness) > 0, torch.sigmoid((1 - reach) / shape(a.softness).clamp(min=1e-4)), (reach <= 1).float())
    dx, dy = shape(a.vignette * torch.cos(a.direction)), shape(a.vignette * torch.sin(a.direction))
    mask = (rho2 >= shape(a.hole) ** 2) & ((x - dx) ** 2 + (y - dy) ** 2 <= 1.21 * (1 + 3 * shape(a.softness)) ** 2)
    weight = mask * rim * (1 + (shape(a.edge) - 1) * rho2.clamp(max=1.3))
    weight = torch.where(shape(a.gaussian) > 0, torch.exp(-2 * rho2), weight)
    psf = torch.nn.functional.avg_pool2d(weight, OVERSAMPLING)
    return psf / psf.sum((2, 3), keepdim=True).clamp(min=1e-12)


def _spectrum(psf, side):
    padded = torch.nn.functional.pad(psf, (0, side - GRID, 0, side - GRID))
    return torch.fft.rfft2(torch.roll(padded, (-(GRID // 2), -(GRID // 2)), (2, 3)))


def render(background, foreground, coverage, corner, slope, front, apertures):
    """The picture of a camera, the sharp picture of the same scene, and the radius at each pixel.

    background, foreground: linear light, (N,3,S,S); coverage of the foreground: (N,1,S,S) in [0, 1].
    corner (N,), slope (N,2): signed radius of the background in px at the middle, and its change over the picture.
    front (N,): radius of the foreground in px.
    Returns linear blurred, linear sharp (N,3,S-48,S-48) and radius (N,1,S-48,S-48).
    """
    side = background.shape[-1]
    axis = torch.linspace(-0.5, 0.5, side, device=background.device)
    ramp = corner[:, None, None] + slope[:, :1, None] * axis[None, None, :] + slope[:, 1:, None] * axis[None, :, None]
    low, high = ramp.amin((1, 2)), ramp.amax((1, 2))
    nodes = low[:, None] + (high - low)[:, None] * torch.linspace(0, 1, STACK, device=low.device)
    psf = _spectrum(kernels(torch.cat((nodes.abs(), front[:, None]), 1), apertures), side)      # N, STACK+1

    far = torch.fft.irfft2(torch.fft.rfft2(background)[:, None] * psf[:, :STACK, None], s=(side, side))
    place = ((ramp - low[:, None, None]) / (high - low).clamp(min=1e-3)[:, None, None] * (STACK - 1))[:, None]
    weights = (1 - (place - torch.arange(STACK, device=low.device).reshape(1, -1, 1, 1)).abs()).clamp(min=0)
    blurred = (far * weights[:, :, None]).sum(1)

    layer = torch.cat((foreground * coverage, coverage), 1)
    near = torch.fft.irfft2(torch.fft.rfft2(layer) * psf[:, STACK:], s=(side, side))
    blurred = blurred * (1 - near[:, 3:].clamp(0, 1)) + near[:, :3]
    sharp = background * (1 - coverage) + foreground * coverage
    radius = torch.where(coverage > 0.5, front[:, None, None, None].expand_as(coverage), ramp.abs()[:, None])
    return _cut(blurred, sharp, radius)


def _cut(blurred, sharp, radius):
    cut = slice(MARGIN, blurred.shape[-1] - MARGIN)
    return blurred[..., cut, cut].clamp(min=0), sharp[..., cut, cut], radius[..., cut, cut]


def _behind(picture):
    """A substitute for the unknown parts of a scene behind near objects: its colours without detail."""
    small = torch.nn.functional.avg_pool2d(picture, 16)
    return torch.nn.functional.interpolate(small, size=picture.shape[2:], mode="bilinear", align_corners=False)


def render_depth(picture, radius, apertures):
    """As `render`, of a scene that has a distance at each pixel.

    picture: linear light, (N,3,S,S), S a multiple of 16.
    radius: (N,1,S,S), signed, in px: negative behind the plane in focus, growing towards the camera.
    Returns what `render` returns.

    Layer k holds all that is as near as node k or nearer. It is blurred with the radius of node k and laid over the layers behind it. Where
    a surface passes from one node to the next, its coverage of the nearer layer grows from 0 to 1, so that neighbouring radii are blended.
    """
    side, n, hidden = picture.shape[-1], len(picture), _behind(picture)
    evenly = lambda x: x.sign() * x.abs().sqrt()    # relative differences of radius are visible, absolute ones less so
    place = evenly(radius)
    low, high = place.amin((1, 2, 3)), place.amax((1, 2, 3))
    nodes = low[:, None] + (high - low)[:, None] * torch.linspace(0, 1, LAYERS, device=low.device)
    psf = _spectrum(kernels(nodes * nodes, apertures), side)
    spread = lambda x, k: torch.fft.irfft2(torch.fft.rfft2(x) * psf[:, k, None], s=(side, side))
    index = (place - low.reshape(n, 1, 1, 1)) / (high - low).clamp(min=1e-3).reshape(n, 1, 1, 1) * (LAYERS - 1)
    nearer = lambda k: (index - (k - 1)).clamp(0, 1)    # coverage by all that is as near as node k
    blurred = spread(torch.lerp(picture, hidden, nearer(2)), 0)
    for k in range(1, LAYERS):
        coverage = nearer(k)
        layer = spread(torch.cat((torch.lerp(picture, hidden, nearer(k + 2)) * coverage, coverage), 1), k)
        blurred = blurred * (1 - layer[:, 3:].clamp(0, 1)) + layer[:, :3]
    return _cut(blurred, picture, radius.abs())
