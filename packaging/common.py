"""What all packages have in common: version, description, platforms, and the files that are put into them."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FILES = TOP / "packaging" / "files"
REPOSITORY = "https://github.com/pgplumb/pgplumb"
SUMMARY = "Keeps schema docs, SQL files and typed code in sync with your PostgreSQL database"
KEYWORDS = ["postgresql", "schema", "migrations", "documentation", "database"]
LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"]
MAINTAINER = "The pgplumb developers <pgplumb@users.noreply.github.com>"


@dataclass(frozen=True)
class Platform:
    """A platform that pgplumb is released for. `arch` is the name in wheels and RPM packages."""

    triple: str
    arch: str
    node_os: str
    node_cpu: str
    node_libc: str = ""
    debian: str = ""

    @property
    def node_package(self):
        suffix = {"glibc": "-gnu", "musl": "-musl"}.get(self.node_libc, "")
        return f"@pgplumb/{self.node_os}-{self.node_cpu}{suffix}"

    @property
    def program(self):
        return "pgplumb.exe" if self.node_os == "win32" else "pgplumb"


PLATFORMS = [
    Platform("x86_64-unknown-linux-gnu", "x86_64", "linux", "x64", "glibc", "amd64"),
    Platform("aarch64-unknown-linux-gnu", "aarch64", "linux", "arm64", "glibc", "arm64"),
    Platform("x86_64-unknown-linux-musl", "x86_64", "linux", "x64", "musl"),
    Platform("aarch64-unknown-linux-musl", "aarch64", "linux", "arm64", "musl"),
    Platform("x86_64-apple-darwin", "x86_64", "darwin", "x64"),
    Platform("aarch64-apple-darwin", "arm64", "darwin", "arm64"),
    Platform("x86_64-pc-windows-msvc", "amd64", "win32", "x64"),
]


@dataclass
class Build:
    """The built programs, `DIST/<triple>/pgplumb`, and the folder for the packages."""

    dist: Path
    out: Path

    def platforms(self):
        found = [platform for platform in PLATFORMS if self.program(platform).is_file()]
        if not found:
            raise SystemExit(f"no program in {self.dist}: expected <target>/pgplumb, as .ci/dist writes it")
        return found

    def program(self, platform):
        return self.dist / platform.triple / platform.program

    def shared_files(self):
        """Completions and man pages, which are the same on every platform: path below `share`, and contents."""
        share = self.dist / "share"
        return {path.relative_to(share).as_posix(): path.read_bytes() for path in files_below(share)}


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def version():
    return re.search(r'^version = "(.*)"', (TOP / "Cargo.toml").read_text(), re.MULTILINE).group(1)


def license_texts():
    return {name: (TOP / name).read_bytes() for name in LICENSES}


def timestamp():
    """The time of every packed file: the last commit's, so that the same commit gives the same packages."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    log = ["git", "-C", str(TOP), "log", "-1", "--format=%ct"]
    return int(subprocess.run(log, check=True, capture_output=True, text=True).stdout)


def needed_glibc(program):
    """The version of glibc that a Linux program needs, as (major, minor)."""
    versions = re.findall(rb"GLIBC_(\d+)\.(\d+)\b", program.read_bytes())
    return max(((int(major), int(minor)) for major, minor in versions), default=(2, 17))
