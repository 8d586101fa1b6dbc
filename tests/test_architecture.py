"""The house keeps its walls: imports point down, rules run bare, files stay small."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from contest.config import ROOT

LAYERS = {"rules": 0, "models": 1, "adapters": 1, "services": 2, "forms": 2, "views": 3}
THIRD_PARTY = {
    "rules": set(),
    "models": {"sqlalchemy"},
    "services": {"sqlalchemy"},
    "forms": {"flask_wtf", "wtforms", "flask_babel"},
    "views": {
        "flask",
        "flask_login",
        "flask_babel",
        "flask_wtf",
        "werkzeug",
        "markupsafe",
        "itsdangerous",
        "sqlalchemy",
    },
}
SOLVER_FILES = ("assignment", "calibration")


def _modules() -> list[tuple[str, str, Path]]:
    return [
        (path.relative_to(ROOT).parts[0], path.relative_to(ROOT).parts[1], path)
        for package in ("contest", "judging")
        for path in sorted((ROOT / package).glob("*/*.py"))
    ]


def _imports(path: Path) -> list[tuple[str, ...]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = (node.module or "").split(".")
            found += [(*base, alias.name) for alias in node.names]
    return found


@pytest.mark.parametrize(("package", "layer", "path"), _modules(), ids=lambda value: getattr(value, "stem", value))
def test_imports_point_down(package: str, layer: str, path: Path) -> None:
    """A room imports only rooms below it, and judging is unknown to contest."""
    for name in _imports(path):
        if name[0] in ("contest", "judging"):
            assert not (package == "contest" and name[0] == "judging"), f"{path}: contest knows no judging"
            if len(name) > 1 and name[1] in LAYERS:
                below = LAYERS[name[1]] < LAYERS[layer] or name[1] == layer
                if layer == "adapters" and name[1] == "models":
                    below = False
                if layer == "forms" and name[1] in ("services", "models", "adapters"):
                    below = False
                if layer == "models" and name[1] == "adapters":
                    below = False
                assert below, f"{path}: {layer} may not import {'.'.join(name)}"
            elif len(name) > 1 and name[1] in ("db", "config", "app", "cli"):
                allowed = {"views": ("db", "config"), "adapters": ("config",)}.get(layer, ())
                assert name[1] in allowed, f"{path}: {layer} may not import {'.'.join(name)}"
        elif layer in THIRD_PARTY and name[0] not in sys.stdlib_module_names:
            solver = layer == "rules" and path.stem.startswith(SOLVER_FILES) and name[0] in ("numpy", "highspy")
            assert name[0] in THIRD_PARTY[layer] or solver, f"{path}: {layer} may not import {name[0]}"


def test_rules_run_bare() -> None:
    """Every rule module imports without Flask, SQLAlchemy or numpy being loaded."""
    names = [
        f"{package}.rules.{module.name}"
        for package in ("contest", "judging")
        for module in pkgutil.iter_modules([str(ROOT / package / "rules")])
    ]
    program = (
        f"import sys\nfor name in {names!r}: __import__(name)\n"
        "loaded = {m.split('.')[0] for m in sys.modules} & {'flask', 'sqlalchemy', 'numpy', 'highspy', 'werkzeug'}\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_package_files_hold_a_docstring_only() -> None:
    """No ``__init__`` runs code, but for the lists of models and blueprints."""
    for path in [*ROOT.glob("contest/**/__init__.py"), *ROOT.glob("judging/**/__init__.py")]:
        if path.parent.name in ("models", "views"):
            continue
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1, path
        assert isinstance(body[0], ast.Expr), path


def test_only_the_database_module_opens_sqlite() -> None:
    """Two SQLite libraries in one process would break each other's locks (reliability.md 13)."""
    for path in [*ROOT.glob("contest/**/*.py"), *ROOT.glob("judging/**/*.py")]:
        if path == ROOT / "contest" / "db.py":
            continue
        assert not any(name[0] in ("sqlite3", "pysqlite3") for name in _imports(path)), path


def test_files_stay_small_and_documented() -> None:
    """No file over 300 lines; every module, class and public function says what it does."""
    for path in [*ROOT.glob("contest/**/*.py"), *ROOT.glob("judging/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, f"{path} has {text.count(chr(10))} lines: split it by feature"
        tree = ast.parse(text)
        assert ast.get_docstring(tree), f"{path}: no docstring"
        nodes = [tree, *[n for n in tree.body if isinstance(n, ast.ClassDef)]]
        for parent in nodes:
            for node in parent.body:
                if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                    assert ast.get_docstring(node), f"{path}: {node.name} has no docstring"


def test_every_setting_is_documented() -> None:
    """README names every environment variable."""
    config = importlib.import_module("contest.config")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in config.Settings.__dataclass_fields__:
        assert f"HOITHI_{name.upper()}" in readme, name
