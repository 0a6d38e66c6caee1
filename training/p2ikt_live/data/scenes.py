"""Random parts of a synthetic scene, drawn on the CPU: sharp crops, measured distances, shapes of a foreground, and blur radii."""
import cv2
import numpy as np

from p2ikt_live.data import lens

MILD_RADIUS = 6.0   # px: the largest radius of a photographer who tries to focus
HEAVY_RADIUS = 8.0  # px: from here on no fine detail is left
LARGEST = 20.0      # px
LETTERS = "etaoinshrdlucmfwypvbgkjqxzETAOINSHRDLCUMWFGYPBVK0123456789      .,-:/"
SOFT = 0.6          # edge sharpness (see `sharpness`) below which a crop is not sharp enough to be the truth


def sharpness(crop):
    """Sharpness of the edges of a BGR crop: 1 for steps between neighbouring pixels, 1/2 for ramps of several.

    It is the ratio of the steepest gradients at full and at half size. A step is equally high at both, a ramp twice as high at half.
    """
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32)
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    steep = lambda x: np.quantile(np.maximum(np.abs(np.diff(x, axis=0))[:, 1:], np.abs(np.diff(x, axis=1))[1:]), 0.98)
    return float(steep(grey) / max(steep(half), 1.0))


def random_crop(image, side, rng):
    """A crop of side x side, turned and flipped at random.

    It is scaled down, so that it is sharp at the pixel: a large photograph more than a small one.
    """
    h, w = image.shape[:2]
    scale = min(rng.uniform(1.1, 2.4) if min(h, w) >= 700 else rng.uniform(1.0, 1.8), h / side, w / side)
    span = min(int(round(side * scale)), h, w)
    y, x = rng.integers(0, h - span + 1), rng.integers(0, w - span + 1)
    crop = cv2.resize(image[y:y + span, x:x + span], (side, side), interpolation=cv2.INTER_AREA)
    crop = np.rot90(crop, rng.integers(4))
    return np.ascontiguousarray(crop[:, ::-1] if rng.random() < 0.5 else crop)


def random_image(images, chances, rng):
    """The pixels of one of the photographs."""
    return images[rng.choice(len(images), p=chances)].pixels


def textured_crop(images, chances, side, rng):
    """Of three crops of a photograph the one with the most fine detail, because a network learns nothing from flat walls.

    A crop that is out of focus or was enlarged is a wrong truth; then another photograph is drawn, up to three times. `chances` are those
    of the images to be drawn, of sum 1.
    """
    for _ in range(4):
        image = random_image(images, chances, rng)
        crops = [random_crop(image, side, rng) for _ in range(3 if rng.random() < 0.8 else 1)]
        best = max(crops, key=lambda c: np.std(cv2.Laplacian(c, cv2.CV_16S)))
        if sharpness(best) >= SOFT:
            break
    return best


def lettered(crop, rng):
    """The crop with lines of random words, a little turned: on a label of one colour, or on the picture itself."""
    side, fine = len(crop), 2                                   # drawn at twice the size, so that its edges are those of a lens
    ink, label = np.zeros((2, fine * side, fine * side), np.uint8)
    height = np.exp(rng.uniform(np.log(5), np.log(side / 8)))   # px, of a capital letter
    font, scale = int(rng.integers(8)), fine * height / 22      # OpenCV's eight; their capitals have 22 px
    thickness = max(1, round(fine * height * rng.uniform(0.06, 0.18)))
    x, y = rng.uniform(-0.1, 0.5, 2) * fine * side
    cv2.rectangle(label, (int(x - fine * height), int(y - 2 * fine * height)), (fine * side, fine * side), 255, -1)
    while y < fine * side:
        words = "".join(rng.choice(list(LETTERS), 80))
        cv2.putText(ink, words, (int(x), int(y)), font, scale, 255, thickness, cv2.LINE_AA)
        y += fine * height * rng.uniform(1.5, 2.2)
    turn = cv2.getRotationMatrix2D((fine * side / 2, fine * side / 2), rng.normal(0, 8), 1)
    reduced = lambda x: cv2.resize(cv2.warpAffine(x, turn, x.shape), (side, side), interpolation=cv2.INTER_AREA)[..., None] / 255
    paper = crop.mean((0, 1)) if rng.random() < 0.4 else rng.uniform(0, 255, 3)
    dark = rng.uniform(0, 60, 3) if paper.mean() > 128 else rng.uniform(160, 255, 3)
    ground = crop if rng.random() < 0.4 else crop + (paper - crop) * reduced(label)
    return np.uint8(np.clip(ground + (dark - ground) * reduced(ink), 0, 255))


def random_distances(maps, side, rng, largest):
    """The signed radius in px (side,side) of a piece of a measured scene, focused on one of its places, or before or behind it.

    `maps` are inverse depths (H,W); `largest` is the largest magnitude of the result.
    """
    inverse = maps[rng.integers(len(maps))]
    span = int(rng.uniform(0.35, 1.0) * min(inverse.shape))
    y, x = (rng.integers(0, s - span + 1) for s in inverse.shape)
    piece = cv2.resize(inverse[y:y + span, x:x + span], (side, side), interpolation=cv2.INTER_LINEAR)
    piece = piece[:, ::-1] if rng.random() < 0.5 else piece
    low, high = np.quantile(piece, (0.01, 0.99))
    piece = np.clip((piece - low) / max(high - low, 1e-9), 0, 1)        # 0 is the farthest, 1 the nearest
    focus = piece[tuple(rng.integers(lens.MARGIN, side - lens.MARGIN, 2))] if rng.random() < 0.75 else rng.uniform(-0.5, 1.5)
    return (piece - focus) / max(np.abs(piece - focus).max(), 1e-6) * largest


def random_coverage(side, rng):
    """The coverage of a foreground, uint8 (side,side): nothing, a half plane with a wavy edge, blobs, twigs, or letters."""
    mask = np.zeros((side, side), np.uint8)
    kind = rng.random()
    if kind < 0.25:
        return mask
    if kind < 0.55:
        t = np.linspace(-1, 1, 64)
        edge = rng.uniform(-0.5, 0.5) + sum(rng.normal(0, 0.25 / f) * np.sin(f * np.pi * t + rng.uniform(0, 6.3)) for f in (1, 2, 4, 7))
        points = np.concatenate((np.stack((t, edge), 1), [(1.5, -3), (-1.5, -3)]))
        angle = rng.uniform(0, 2 * np.pi)
        points = points @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * 1.5
        cv2.fillPoly(mask, [np.int32((points + 1) * side / 2 * 16)], 255, cv2.LINE_AA, 4)
    elif kind < 0.8:
        noise = cv2.GaussianBlur(rng.normal(size=(side, side)).astype(np.float32), (0, 0), rng.uniform(5, 20))
        level = np.quantile(noise, rng.uniform(0.3, 0.8))
        mask = np.uint8(np.clip((noise - level) / (noise.std() + 1e-6) * 12 * 255 + 127, 0, 255))
    elif kind < 0.93:
        for _ in range(rng.integers(2, 8)):
            a, b = rng.integers(0, side, 2), rng.integers(0, side, 2)
            cv2.line(mask, tuple(map(int, a)), tuple(map(int, b)), 255, int(rng.integers(2, 16)), cv2.LINE_AA)
    else:
        for row in range(3):
            text = "".join(chr(c) for c in rng.integers(33, 126, 8))
            cv2.putText(mask, text, (int(rng.integers(-10, 20)), 40 + row * 50), cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(1, 2), 255,
                        int(rng.integers(2, 7)), cv2.LINE_AA)
    return mask


def random_radii(n, rng, of):
    """Signed background radius at the middle (n,), its slope over the picture (n,2), and foreground radius (n,), in px.

    `of`: "all", "mild" (to MILD_RADIUS) or "heavy" (from HEAVY_RADIUS).
    """
    mild, heavy = 9.0 * rng.random((2, n)) ** 1.4, 5.0 + (LARGEST - 5.0) * rng.random((2, n)) ** 1.4
    back, front = np.where(rng.random((2, n)) < 0.3, heavy, mild)
    if of == "mild":
        back, front = mild * (MILD_RADIUS / 9.0)
    if of == "heavy":
        back, front = HEAVY_RADIUS + (LARGEST - 2 - HEAVY_RADIUS) * rng.random((2, n))
    scene = rng.random(n)
    focus = 0.6 * rng.random(n)
    back = np.where(scene < 0.25, focus, back)                      # the background is in focus
    front = np.where((scene >= 0.25) & (scene < 0.5), focus, front)  # the foreground is in focus
    both = (scene >= 0.94) & (of != "heavy")                        # all is in focus: the network must not change it
    back, front = np.where(both, focus, back), np.where(both, focus, front)
    steep = np.where(rng.random(n) < 0.3, 2.0 if of == "mild" else 8.0, 2.0)
    slope = rng.uniform(-1, 1, (n, 2)) * steep[:, None] * 0.5
    slope[both] = 0
    room = LARGEST - np.abs(slope).sum(1) / 2
    return np.minimum(back, room) * rng.choice((-1, 1), n), slope, front
