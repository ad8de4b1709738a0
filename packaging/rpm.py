"""RPM packages, by means of rpmbuild."""

import subprocess
import tempfile
from pathlib import Path
from shutil import copy

from common import FILES, REPOSITORY, SUMMARY, license_texts, timestamp, version
from debian import DESCRIPTION, install


def build(job):
    return [build_package(job, platform) for platform in job.platforms() if platform.node_libc == "glibc"]


def build_package(job, platform):
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        root = top / "root"
        install(root, "usr/bin/pgplumb", job.program(platform).read_bytes(), 0o755)
        for path, data in job.shared_files().items():
            install(root, f"usr/share/{path}", data)
        for path, data in license_texts().items():
            install(root, f"usr/share/licenses/pgplumb/{path}", data)
        listed = [f"/{path.relative_to(root)}" for path in sorted(root.rglob("*")) if path.is_file()]
        (top / "files").write_text("".join(f"{marked(path)}\n" for path in listed))
        macros = {
            "_topdir": top,
            "_build_id_links": "none",
            "pgplumb_root": root,
            "pgplumb_files": top / "files",
            "pgplumb_version": version(),
            "pgplumb_summary": SUMMARY,
            "pgplumb_url": REPOSITORY,
            "pgplumb_description": DESCRIPTION.replace("\n .\n", "\n\n").strip(),
        }
        defines = [word for name, value in macros.items() for word in ("--define", f"{name} {value}")]
        command = ["rpmbuild", "-bb", "--quiet", "--target", platform.arch, *defines, str(FILES / "pgplumb.spec")]
        environment = {"SOURCE_DATE_EPOCH": str(timestamp()), "PATH": "/usr/bin:/bin", "HOME": folder}
        subprocess.run(command, check=True, env=environment)
        (built,) = (top / "RPMS").rglob("*.rpm")
        job.out.mkdir(parents=True, exist_ok=True)
        return Path(copy(built, job.out))


def marked(path):
    """A line of the spec's list of files. rpmbuild compresses man pages."""
    if path.startswith("/usr/share/licenses/"):
        return f"%license {path}"
    return f"{path}*" if path.startswith("/usr/share/man/") else path
