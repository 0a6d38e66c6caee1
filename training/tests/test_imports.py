"""The import graph of the package: it has no cycle, neither between modules nor between its folders."""
import ast
from graphlib import TopologicalSorter

from conftest import ROOT

FOLDER = ROOT / "training"
PACKAGE = FOLDER / "p2ikt_live"


def module_name(path):
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path, modules):
    """The modules of the package that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:    # `from package import module`, or `from module import name`
                whole = f"{node.module}.{alias.name}"
                if whole in modules:
                    yield whole
                elif node.module in modules:
                    yield node.module


def graph():
    files = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    return {name: set(imports(path, files)) for name, path in files.items()}


def folder(module):
    """The sub-package of a module; a module at the top is a folder by itself."""
    return ".".join(module.split(".")[:2])


def test_modules_do_not_import_each_other_in_a_circle():
    edges = graph()
    assert len(edges) > 30 and "p2ikt_live.metrics" in edges["p2ikt_live.losses.terms"]     # the graph is not empty
    TopologicalSorter(edges).prepare()      # a CycleError names the cycle


def test_folders_do_not_import_each_other_in_a_circle():
    edges = {}
    for module, targets in graph().items():
        edges.setdefault(folder(module), set()).update(folder(t) for t in targets if folder(t) != folder(module))
    TopologicalSorter(edges).prepare()


def test_a_cycle_is_found(tmp_path):
    (tmp_path / "a.py").write_text("def late():\n    import b\n")
    (tmp_path / "b.py").write_text("from a import late\n")
    edges = {name: set(imports(tmp_path / f"{name}.py", {"a", "b"})) for name in ("a", "b")}
    assert edges == {"a": {"b"}, "b": {"a"}}


def test_every_command_is_the_main_of_a_module():
    modules = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    for script in FOLDER.glob("*.py"):
        (name, imported), = [(n.module, n.names) for n in ast.walk(ast.parse(script.read_text())) if isinstance(n, ast.ImportFrom)]
        functions = {n.name for n in ast.parse(modules[name].read_text()).body if isinstance(n, ast.FunctionDef)}
        assert [alias.name for alias in imported] == ["main"] and "main" in functions, script


def test_a_file_is_not_too_long():
    long = {str(path): count for path in FOLDER.rglob("*.py") if (count := len(path.read_text().splitlines())) > 360}
    assert not long
    wide = [f"{path}:{i}" for path in FOLDER.rglob("*.py") for i, line in enumerate(path.read_text().splitlines(), 1) if len(line) > 140]
    assert not wide, wide
