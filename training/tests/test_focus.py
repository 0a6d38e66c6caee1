import cv2
import numpy as np
import pytest
import torch

from p2ikt_live import metrics
from p2ikt_live.evaluation import focus, scores
from p2ikt_live.models.live import LiveConfig


@pytest.fixture(scope="module")
def two_shots(tmp_path_factory):
    """Three scenes: shot A soft on the right, shot B on the left; and a picture that has no second shot."""
    folder, rng = tmp_path_factory.mktemp("shots"), np.random.default_rng(1)
    for side in ("source", "target"):
        (folder / side).mkdir()
    for scene in ("01", "02", "03"):
        sharp = np.uint8(cv2.resize(rng.random((32, 48, 3)), (192, 128), interpolation=cv2.INTER_NEAREST) * 255)
        soft = cv2.GaussianBlur(sharp, (0, 0), 3)
        for shot, where in (("A", np.s_[:, 96:]), ("B", np.s_[:, :96])):
            picture = sharp.copy()
            picture[where] = soft[where]
            cv2.imwrite(str(folder / "source" / f"{scene}{shot}.png"), picture)
            cv2.imwrite(str(folder / "target" / f"{scene}{shot}.png"), sharp)
    cv2.imwrite(str(folder / "source" / "single.png"), sharp)
    cv2.imwrite(str(folder / "target" / "single.png"), sharp)
    return folder


class GivenRadius(torch.nn.Module):
    """Returns the given radii for the left and the right half of each shot in turn, and the frame unchanged."""
    cfg = LiveConfig()

    def __init__(self, *halves):
        super().__init__()
        self.halves, self.turn, self.weight = halves, 0, torch.nn.Parameter(torch.zeros(1))

    def forward(self, frame):
        left, right = self.halves[self.turn % len(self.halves)]
        self.turn += 1
        radius = torch.full((len(frame), 1, frame.shape[2] // 8, frame.shape[3] // 8), float(left))
        radius[..., radius.shape[-1] // 2:] = right
        return frame, radius, None


def test_the_smaller_radius_names_the_shot_in_focus(two_shots):
    right = focus.decisions(GivenRadius((0.5, 4), (4, 0.5)), two_shots)
    assert right["right"] > 0.97 and right["scenes"] == 3   # not 1: the map is coarse where the halves meet
    assert right["variance_of_laplacian"] > 0.97
    wrong = focus.decisions(GivenRadius((4, 0.5), (0.5, 4)), two_shots)
    assert wrong["right"] < 0.03 and wrong["variance_of_laplacian"] == right["variance_of_laplacian"]


def test_pairs_without_a_second_shot_are_no_scenes(two_shots, tmp_path):
    for side in ("source", "target"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "single.png").write_bytes((two_shots / side / "single.png").read_bytes())
    assert focus.decisions(GivenRadius((1, 1)), tmp_path) == {}


def test_lpips_of_real_pairs_is_reported_where_a_metric_is_given(two_shots):
    result = scores.real(GivenRadius((1, 1)), two_shots, lpips=lambda a, b: (a - b).abs().mean())
    assert result["pictures"] == 7 and result["gain"] == 0
    assert result["lpips"] == result["lpips_input"] > 0
    assert "lpips" not in scores.real(GivenRadius((1, 1)), two_shots)


def test_what_differs_coarsely_is_no_blur():
    rng = np.random.default_rng(1)
    grain = rng.normal(0, 0.05, (320, 480, 3)).astype(np.float32)
    vignette = np.linspace(-0.1, 0.3, 480, dtype=np.float32)[None, :, None] + np.zeros_like(grain)
    tensor = lambda picture: torch.from_numpy(picture).permute(2, 0, 1)[None]
    assert scores.fine(tensor(grain)).std() == pytest.approx(0.05, rel=0.02)
    assert np.abs(scores.fine(tensor(vignette))[:, 60:-60]).max() < 0.003
    both = scores.fine(tensor(grain + vignette))
    assert both[:, 60:-60].std() == pytest.approx(0.05, rel=0.03)


def test_the_fine_gain_of_real_pairs_leaves_their_exposure_out(tmp_path):
    rng = np.random.default_rng(2)
    target = cv2.GaussianBlur(rng.uniform(0, 255, (256, 256, 3)).astype(np.float32), (0, 0), 1)
    source = cv2.GaussianBlur(target, (0, 0), 2) + 12
    for side, picture in (("source", source), ("target", target)):
        (tmp_path / side).mkdir()
        cv2.imwrite(str(tmp_path / side / "a.png"), np.uint8(np.clip(np.round(picture), 0, 255)))

    class Halfway(GivenRadius):
        def forward(self, frame):
            _, *maps = super().forward(frame)
            target = torch.from_numpy(cv2.imread(str(tmp_path / "target" / "a.png"))).permute(2, 0, 1)[None]
            return (frame + (target + 12) / 255) / 2, *maps

    result = scores.real(Halfway((1, 1)), tmp_path)
    assert 0.5 < result["fine_share"] < 0.95
    assert result["fine_gain"] == pytest.approx(6.02, abs=0.1)  # half the fine difference is left
    assert result["gain"] < result["fine_gain"] - 1


def test_pairs_of_different_sizes_and_torn_pictures_are_named(tmp_path):
    for side, size in (("source", 16), ("target", 24)):
        (tmp_path / side).mkdir()
        cv2.imwrite(str(tmp_path / side / "a.png"), np.zeros((16, size, 3), np.uint8))
    with pytest.raises(SystemExit, match=r"a\.png is 16x16, .*a\.png 24x16: both must be one size"):
        scores.real(GivenRadius((1, 1)), tmp_path)
    (tmp_path / "target" / "a.png").write_bytes(b"torn")
    with pytest.raises(SystemExit, match=r"target/a\.png is not a picture"):
        scores.real(GivenRadius((1, 1)), tmp_path)


def test_depth_edges_are_where_neighbours_differ():
    radius = torch.zeros(1, 1, 6, 8)
    radius[..., 4:] = 1.5
    edges = metrics.depth_edges(radius)
    assert edges[0, 0, 2].tolist() == [False, False, False, True, True, False, False, False]
    radius[..., 4:] = 0.9
    assert not metrics.depth_edges(radius).any()


def test_blur_metrics_count_texture_and_are_given_apart_from_depth_edges():
    pattern = (torch.rand(16, 3, 64, 64) > 0.5).float()
    radius = torch.zeros(16, 1, 8, 8)
    radius[..., 4:] = 4
    result = scores.synthetic(GivenRadius((0, 4)), (pattern * 0.9, pattern, radius))
    assert result["blur_r"] == pytest.approx(1) and result["blur_error"] == 0
    result = scores.synthetic(GivenRadius((1, 4)), (pattern * 0.9, pattern, radius))
    assert result["blur_error"] == pytest.approx(0.5) and result["blur_error_plain"] == pytest.approx(0.5)
