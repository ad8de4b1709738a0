"""npm packages: one for each platform with the program, and `pgplumb`, which depends on them and starts it.

No package has an install script, so `npm install --ignore-scripts` works.
"""

import json

from archives import write_tar
from common import FILES, KEYWORDS, PLATFORMS, REPOSITORY, SUMMARY, license_texts, version

# The packages with PostgreSQL's programs for scratch databases. A project that wants them installs `embedded-postgres`.
POSTGRES = ["embedded-postgres"] + sorted(
    {
        f"@embedded-postgres/{'windows' if platform.node_os == 'win32' else platform.node_os}-{platform.node_cpu}"
        for platform in PLATFORMS
    }
)


def build(job):
    folder = job.out / "npm"
    written = [build_platform(job, platform, folder) for platform in job.platforms()]
    return written + [build_main(job, folder)]


def build_platform(job, platform, folder):
    package = described(platform.node_package, f"The pgplumb program for {platform.triple}") | {
        "os": [platform.node_os],
        "cpu": [platform.node_cpu],
        # Yarn with Plug'n'Play would keep the program in a zip file.
        "preferUnplugged": True,
    }
    if platform.node_libc:
        package["libc"] = [platform.node_libc]
    readme = f"The `pgplumb` program for {platform.triple}. Install the package `pgplumb`, which depends on this one.\n"
    return pack(
        folder,
        package,
        {"README.md": readme.encode()},
        {f"bin/{platform.program}": job.program(platform).read_bytes()},
    )


def build_main(job, folder):
    package = described("pgplumb", SUMMARY) | {
        "keywords": KEYWORDS,
        "bin": {"pgplumb": "launcher.js"},
        "engines": {"node": ">=18"},
        "optionalDependencies": {platform.node_package: version() for platform in PLATFORMS},
        # `*` also accepts prereleases, and these packages have no other versions.
        "peerDependencies": {name: "*" for name in POSTGRES},
        "peerDependenciesMeta": {name: {"optional": True} for name in POSTGRES},
    }
    share = {f"share/{path}": data for path, data in job.shared_files().items()}
    pages = [f"./{path}" for path in share if path.startswith("share/man/")]
    if pages:
        package["man"] = pages
    readme = {"README.md": (FILES / "npm.md").read_bytes()}
    return pack(folder, package, readme | share, {"launcher.js": (FILES / "launcher.js").read_bytes()})


def described(name, description):
    return {
        "name": name,
        "version": version(),
        "description": description,
        "license": "MIT OR Apache-2.0",
        "repository": {"type": "git", "url": f"git+{REPOSITORY}.git"},
        "homepage": REPOSITORY,
        "bugs": f"{REPOSITORY}/issues",
        "publishConfig": {"access": "public"},
    }


def pack(folder, package, texts, programs):
    texts = texts | license_texts() | {"package.json": (json.dumps(package, indent=2) + "\n").encode()}
    contents = {f"package/{path}": (data, 0o644) for path, data in texts.items()}
    contents |= {f"package/{path}": (data, 0o755) for path, data in programs.items()}
    name = package["name"].lstrip("@").replace("/", "-")
    return write_tar(folder / f"{name}-{package['version']}.tgz", contents)
