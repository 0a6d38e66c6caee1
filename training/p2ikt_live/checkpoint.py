"""Checkpoints: one file, or parts FILE.0, FILE.1, ... under 16 MiB where one file would be too large for a repository.

The parts are slices of the file that torch.load reads. FILE.parts lists their hashes. New parts are written beside the old ones
(FILE.0.new, ...), then the list is replaced, then the new parts are renamed. A run that is killed at any moment leaves one whole
checkpoint, because a part is found by its hash under either name.
"""
import hashlib
import io
import json
import pickle
import zipfile
from pathlib import Path

import torch

PART = 16 * 2 ** 20 - 4096  # bytes, the largest part


class CheckpointError(Exception):
    """A checkpoint that is incomplete, damaged, or not a checkpoint; the message names the file and the remedy."""


def _write(path, content):
    temporary = Path(f"{path}.new")  # the caller renames it, so that a run killed while writing keeps its last checkpoint
    temporary.write_bytes(content)
    return temporary


def _index(path):
    return Path(f"{path}.parts")


def exists(path):
    """True where there is a checkpoint, whole or in parts, or what is left of one."""
    return Path(path).exists() or _index(path).exists() or Path(f"{path}.0").exists()


def save(path, part=PART, **state):
    """Replaces the checkpoint at `path` by a state of tensors, numbers, texts, lists and dictionaries, in parts of at most `part` bytes."""
    path, buffer, tensors = Path(path), io.BytesIO(), []
    torch.save({"plain": json.dumps(_packed(state, tensors)), "tensors": tensors}, buffer)
    content = buffer.getvalue()
    if len(content) <= part:
        _write(path, content).replace(path)
        stale = list(_listed(path)) if _index(path).exists() else []
        _index(path).unlink(missing_ok=True)
    else:
        _finish_interrupted_save(path)
        slices = [content[i:i + part] for i in range(0, len(content), part)]
        names = [Path(f"{path}.{k}") for k in range(len(slices))]
        stale = [n for n in (_listed(path) if _index(path).exists() else []) if n not in names] + [path]
        written = [_write(n, s) for n, s in zip(names, slices)]
        hashes = json.dumps([hashlib.sha256(s).hexdigest() for s in slices], indent=0)
        _write(_index(path), hashes.encode()).replace(_index(path))  # from here on the new checkpoint is the valid one
        for new, name in zip(written, names):
            new.replace(name)
    for name in stale:
        name.unlink(missing_ok=True)


def _listed(path):
    """The path of each part and its SHA-256."""
    return {Path(f"{path}.{k}"): h for k, h in enumerate(json.loads(_index(path).read_text()))}


def _finish_interrupted_save(path):
    """Renames the new parts of a save that was killed before it did so."""
    for name, wanted in (_listed(path) if _index(path).exists() else {}).items():
        new = Path(f"{name}.new")
        if new.exists() and hashlib.sha256(new.read_bytes()).hexdigest() == wanted:
            new.replace(name)


def _part(name, wanted):
    """The bytes of the part whose SHA-256 is `wanted`."""
    for candidate in (name, Path(f"{name}.new")):
        if candidate.exists():
            content = candidate.read_bytes()
            if hashlib.sha256(content).hexdigest() == wanted:
                return content
    raise CheckpointError(f"{name} is {'not the part that ' + str(name.with_suffix('.parts')) + ' lists' if name.exists() else 'missing'}: "
                 f"copy every part of the checkpoint and its list from one place, or remove them all to start anew")


def load(path, device="cpu"):
    """The state that was saved, its tensors on `device`."""
    if _index(path).exists():
        source = io.BytesIO(b"".join(_part(name, wanted) for name, wanted in _listed(path).items()))
    elif not Path(path).exists() and Path(f"{path}.0").exists():
        raise CheckpointError(f"{_index(path)} is missing: it lists the parts {path}.0, ...; copy it from where they came")
    else:
        source = path
    try:
        saved = torch.load(source, map_location=device, weights_only=True)
        return _unpacked(json.loads(saved["plain"]), saved["tensors"])
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, LookupError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{path} cannot be read as a checkpoint: {(str(error).splitlines() or [type(error).__name__])[0]}") from error


def _packed(value, tensors):
    """A state as JSON and a list of tensors, so that loading cannot run code from the file.

    torch.load(weights_only=True) ensures that. In PyTorch 1.13 it refuses even a floating-point number, hence the JSON.
    """
    if torch.is_tensor(value):
        tensors.append(value)
        return {"tensor": len(tensors) - 1}
    if isinstance(value, dict):
        return {"dict": [[k, _packed(v, tensors)] for k, v in value.items()]}   # the optimiser has integer keys, which JSON objects lack
    if isinstance(value, (list, tuple)):
        return [_packed(v, tensors) for v in value]
    return value


def _unpacked(value, tensors):
    if isinstance(value, list):
        return [_unpacked(v, tensors) for v in value]
    if not isinstance(value, dict):
        return value
    return tensors[value["tensor"]] if "tensor" in value else {k: _unpacked(v, tensors) for k, v in value["dict"]}
