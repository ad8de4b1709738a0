"""Debian packages, by means of dpkg-deb."""

import gzip
import subprocess
import tempfile
from email.utils import formatdate
from pathlib import Path

from common import FILES, MAINTAINER, REPOSITORY, files_below, needed_glibc, timestamp, version

DESCRIPTION = """\
 pgplumb exports the schema of a database to documentation, SQL files and
 typed code, checks that they and your migrations still match the database,
 and plans and applies the changes that make the database match them.
 .
 Comparing with SQL and applying SQL need the PostgreSQL server programs on
 this machine, or another server.
"""


def build(job):
    # Debian's policy wants programs that are linked dynamically.
    return [build_package(job, platform) for platform in job.platforms() if platform.debian]


def build_package(job, platform):
    # The revision of the package: 1, until the same version is packaged again.
    revision = f"{version()}-1"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        install(root, "usr/bin/pgplumb", job.program(platform).read_bytes(), 0o755)
        for path, data in job.shared_files().items():
            install(root, f"usr/share/{installed_path(path)}", compressed(path, data))
        install(root, "usr/share/doc/pgplumb/copyright", (FILES / "copyright").read_bytes())
        install(root, "usr/share/doc/pgplumb/changelog.Debian.gz", gzip.compress(changelog(revision), 9, mtime=0))
        size = sum(path.stat().st_size for path in files_below(root)) // 1024
        control = control_file(revision, platform, needed_glibc(job.program(platform)), size)
        install(root, "DEBIAN/control", control.encode())
        target = job.out / f"pgplumb_{revision}_{platform.debian}.deb"
        target.parent.mkdir(parents=True, exist_ok=True)
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(target)]
        environment = {"SOURCE_DATE_EPOCH": str(timestamp()), "PATH": "/usr/bin:/bin"}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return target


def install(root, path, data, mode=0o644):
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    target.chmod(mode)
    for folder in target.relative_to(root).parents:
        (root / folder).chmod(0o755)


def installed_path(path):
    """Where Debian has a shared file: zsh has another folder there, and man pages are compressed."""
    path = path.replace("zsh/site-functions", "zsh/vendor-completions")
    return path + (".gz" if path.startswith("man/") else "")


def compressed(path, data):
    return gzip.compress(data, 9, mtime=0) if path.startswith("man/") else data


def changelog(revision):
    date = formatdate(timestamp(), localtime=False)
    return f"""pgplumb ({revision}) unstable; urgency=medium

  * Release {version()}. For its changes, see
    {REPOSITORY}/blob/main/CHANGELOG.md

 -- {MAINTAINER}  {date}
""".encode()


def control_file(revision, platform, glibc, size):
    return f"""Package: pgplumb
Version: {revision}
Architecture: {platform.debian}
Maintainer: {MAINTAINER}
Installed-Size: {size}
Depends: libc6 (>= {glibc[0]}.{glibc[1]}), libgcc-s1
Suggests: postgresql
Section: database
Priority: optional
Homepage: {REPOSITORY}
Description: keep docs, SQL files and typed code in sync with PostgreSQL
{DESCRIPTION}"""
