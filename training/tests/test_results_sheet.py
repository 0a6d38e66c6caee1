import cv2
import numpy as np
import torch

from conftest import ROOT
from p2ikt_live.evaluation import results_sheet


def test_the_crop_is_where_the_pictures_differ_most():
    target = torch.zeros(1, 3, 240, 400)
    source = target.clone()
    source[..., 30:40, 60:70] = 1       # the largest difference
    source[..., 200:204, 380:384] = 1
    top, left = results_sheet.worst_crop(source, target, width=100, height=50)
    assert top <= 30 and top + 50 >= 40 and left <= 60 and left + 100 >= 70
    assert tuple(results_sheet.worst_crop(source, target, width=1000, height=1000)) == (0, 0)


def test_a_sheet_has_a_row_for_each_pair_and_a_column_for_each_network(tmp_path, monkeypatch):
    sharp = np.uint8(np.random.default_rng(1).random((220, 330, 3)) * 255)
    for side, picture in (("source", cv2.GaussianBlur(sharp, (0, 0), 2)), ("target", sharp)):
        (tmp_path / side).mkdir()
        for name in ("a", "b"):
            cv2.imwrite(str(tmp_path / side / f"{name}.png"), picture)
    weights = ROOT / "training" / "weights" / "p2ikt-live.pt"
    monkeypatch.setattr("sys.argv", ["results_sheet.py", str(weights), "--pairs", str(tmp_path), "-o", str(tmp_path / "sheet.png")])
    results_sheet.main()
    sheet = cv2.imread(str(tmp_path / "sheet.png"))
    assert sheet.shape == (results_sheet.TITLE + 2 * results_sheet.HEIGHT, 3 * results_sheet.WIDTH, 3)
    source, result, target = np.split(sheet[results_sheet.TITLE:].astype(float), 3, axis=1)
    assert np.abs(source - result).mean() > 1 and np.abs(result - target).mean() > 1
