"""Checkpoints: one file, or, when it would be larger than a repository takes, parts FILE.0, FILE.1, ... under 16 MiB.

The parts are slices: laid end to end they are the file that torch.load reads. FILE.parts lists their hashes and is what makes them a
checkpoint. New parts are written beside the old ones (FILE.0.new, ...), the list is replaced, then the parts take their places; a
run that is killed at any moment leaves one whole checkpoint, because a part is found by its hash under either name.
"""
import hashlib
import io
import json
import pickle
import zipfile
from pathlib import Path

import torch

PART = 16 * 2 ** 20 - 4096  # bytes


class Broken(Exception):
    """A checkpoint of which something is missing or changed."""


def _write(path, content):
    temporary = Path(f"{path}.new")  # a run that is killed while writing keeps its last checkpoint
    temporary.write_bytes(content)
    return temporary


def _index(path):
    return Path(f"{path}.parts")


def exists(path):
    return Path(path).exists() or _index(path).exists() or Path(f"{path}.0").exists()


def save(path, part=PART, **state):
    path, buffer, tensors = Path(path), io.BytesIO(), []
    torch.save({"plain": json.dumps(_packed(state, tensors)), "tensors": tensors}, buffer)
    content = buffer.getvalue()
    if len(content) <= part:
        _write(path, content).replace(path)
        stale = list(_listed(path)) if _index(path).exists() else []
        _index(path).unlink(missing_ok=True)
    else:
        _settle(path)
        slices = [content[i:i + part] for i in range(0, len(content), part)]
        names = [Path(f"{path}.{k}") for k in range(len(slices))]
        stale = [n for n in (_listed(path) if _index(path).exists() else []) if n not in names] + [path]
        written = [_write(n, s) for n, s in zip(names, slices)]
        hashes = json.dumps([hashlib.sha256(s).hexdigest() for s in slices], indent=0)
        _write(_index(path), hashes.encode()).replace(_index(path))  # from here on the new checkpoint counts
        for new, name in zip(written, names):
            new.replace(name)
    for name in stale:
        name.unlink(missing_ok=True)


def _listed(path):
    """Name -> hash of the parts."""
    return {Path(f"{path}.{k}"): h for k, h in enumerate(json.loads(_index(path).read_text()))}


def _settle(path):
    """Finishes what a save that was killed left half done, before its parts are written over."""
    for name, wanted in (_listed(path) if _index(path).exists() else {}).items():
        new = Path(f"{name}.new")
        if new.exists() and hashlib.sha256(new.read_bytes()).hexdigest() == wanted:
            new.replace(name)


def _part(name, wanted):
    for candidate in (name, Path(f"{name}.new")):
        if candidate.exists():
            content = candidate.read_bytes()
            if hashlib.sha256(content).hexdigest() == wanted:
                return content
    raise Broken(f"{name} is {'not the part that ' + str(name.with_suffix('.parts')) + ' lists' if name.exists() else 'missing'}: "
                 f"copy every part of the checkpoint and its list from one place, or remove them all to start anew")


def load(path, device="cpu"):
    """The state that was saved, its tensors on a device."""
    if _index(path).exists():
        source = io.BytesIO(b"".join(_part(name, wanted) for name, wanted in _listed(path).items()))
    elif not Path(path).exists() and Path(f"{path}.0").exists():
        raise Broken(f"{_index(path)} is missing: it lists the parts {path}.0, ...; copy it from where they came")
    else:
        source = path
    try:
        saved = torch.load(source, map_location=device, weights_only=True)
        return _unpacked(json.loads(saved["plain"]), saved["tensors"])
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, LookupError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise Broken(f"{path} cannot be read as a checkpoint: {(str(error).splitlines() or [type(error).__name__])[0]}") from error


def _packed(value, tensors):
    """A state as JSON and a list of tensors: reading them back can run no code of the file's, and PyTorch 1.13's weights_only, which sees to
    that, refuses even a floating-point number."""
    if torch.is_tensor(value):
        tensors.append(value)
        return {"tensor": len(tensors) - 1}
    if isinstance(value, dict):
        return {"dict": [[k, _packed(v, tensors)] for k, v in value.items()]}   # the optimiser counts its parameters: keys keep their type
    if isinstance(value, (list, tuple)):
        return [_packed(v, tensors) for v in value]
    return value


def _unpacked(value, tensors):
    if isinstance(value, list):
        return [_unpacked(v, tensors) for v in value]
    if not isinstance(value, dict):
        return value
    return tensors[value["tensor"]] if "tensor" in value else {k: _unpacked(v, tensors) for k, v in value["dict"]}
