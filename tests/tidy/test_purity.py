"""Rules are pure in fact, not only by contract: importing all of them loads no framework."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ["flask", "sqlalchemy", "wtforms", "pandas", "stripe", "jinja2"]


def test_rules_load_no_framework() -> None:
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in ROOT.glob("**/rules/**/*.py")
        if ".venv" not in path.parts and path.name != "__init__.py"
    )
    assert len(modules) > 10
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_unit_tests_import_no_app_and_no_database() -> None:
    guilty = [
        str(path)
        for path in (ROOT / "tests" / "unit").rglob("*.py")
        if any(
            line.startswith(("import ", "from ")) and line.split()[1].split(".")[0] in HEAVY
            for line in path.read_text().splitlines()
        )
    ]
    assert guilty == []
