"""Publishing anew: what earlier tasks left to be used again is deleted.

The site that readers get now and the record of what was published stay.
"""

import shutil

from railhead.paths import CACHE, CHECKED, PUBLIC

from .staging import PublishError, before


def forget() -> None:
    """Delete what builds, checks and publishes left to be used again. Raises PublishError where that cannot be."""
    for folder in (CACHE, CHECKED, before(PUBLIC)):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise PublishError(f"{folder.name}/ cannot be deleted ({error.strerror or error}).") from None
