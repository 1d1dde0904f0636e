"""Known vulnerabilities of the packages pinned in uv.lock, as PyPI tells them.

It upgrades nothing, and says nothing of Python, of the system's programs or of flaws in the site's own code.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from . import programs
from .errors import SiteError
from .paths import ROOT


def audit(uv: str) -> str:
    """Ask PyPI for known vulnerabilities; returns a sentence that says that there are none.

    Raises SiteError with a line for each vulnerability, or where PyPI did not answer.

    `uv` is the program. It runs pip-audit, and what that needs, as they are pinned in uv.lock.
    """
    with tempfile.TemporaryDirectory() as folder:
        locked = str(Path(folder, "requirements.txt"))
        export = [uv, "export", "--quiet", "--frozen", "--all-groups", "--all-extras", "--no-emit-workspace"]
        run = [uv, "run", "--quiet", "--frozen", "--isolated", "--only-group", "audit", "pip-audit"]
        ask = [*run, "--requirement", locked, "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        for command in ([*export, "--output-file", locked], ask):
            done = programs.run(command, ROOT, passing=("UV_CACHE_DIR", "UV_OFFLINE"), told={"UV_NO_CONFIG": "1"})
            if done.returncode and not done.stdout:
                causes = re.findall(r"(?:error|cause|caused by):(?:pip_audit\S*:)? *(.*)", done.stderr, re.IGNORECASE)
                why = (causes or ["no reason given"])[-1]
                raise SiteError(f"PyPI cannot be asked ({why}): try again where it can.")
    return verdict(json.loads(done.stdout)["dependencies"])


def verdict(packages: list[dict[str, Any]]) -> str:
    """A sentence that says that no package has a known vulnerability, if that is so.

    `packages` is what pip-audit said, as JSON. Raises SiteError with a line for each vulnerability, and one where
    packages were not known to the service, so that nothing can be said of them.
    """
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}; "
        + (f"mended in {', '.join(flaw['fix_versions'])}" if flaw["fix_versions"] else "not mended yet")
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    # a service that does not know a package says so and is content
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if unknown:
        names = ", ".join(unknown[:3]) + (", ..." if unknown[3:] else "")
        found.append(
            f"PyPI told nothing of {len(unknown)} of {len(packages)} packages ({names}): try again where it does."
        )
    if found:
        raise SiteError("\n".join(found))
    return f"No vulnerability is known in any of {len(packages)} packages."
