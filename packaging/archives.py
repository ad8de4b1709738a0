"""Archives for downloading, and for `cargo binstall`: program, licences, completions and man pages."""

import gzip
import hashlib
import io
import tarfile
import zipfile

from common import TOP, license_texts, timestamp, version


def build(job):
    written = []
    for platform in job.platforms():
        name = f"pgplumb-{version()}-{platform.triple}"
        contents = {f"{name}/{platform.program}": (job.program(platform).read_bytes(), 0o755)}
        texts = license_texts() | {"README.md": (TOP / "README.md").read_bytes()}
        texts |= {f"share/{path}": data for path, data in job.shared_files().items()}
        contents |= {f"{name}/{path}": (data, 0o644) for path, data in texts.items()}
        if platform.node_os == "win32":
            written.append(write_zip(job.out / f"{name}.zip", contents))
        else:
            written.append(write_tar(job.out / f"{name}.tar.gz", contents))
        written.append(write_checksum(written[-1]))
    return written


def write_tar(path, contents):
    """Writes a tar file with {name: (data, mode)}, without anything that depends on machine or time."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, (data, mode) in sorted(contents.items()):
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), mode, timestamp()
            tar.addfile(info, io.BytesIO(data))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))
    return path


def write_zip(path, contents):
    """Writes a zip file with {name: (data, mode)}, without anything that depends on machine or time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, mode) in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = (0o100000 | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def write_checksum(path):
    checksum = path.with_name(path.name + ".sha256")
    checksum.write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    return checksum
