"""Customer-experience programs as code: describe, check, draw and build them from YAML."""

from __future__ import annotations

# The name that type checkers know; importing it from `typing` would take half of `cxprog --version`.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from cxprog.manifest import Manifest, load_manifest

__version__ = "0.1.0"
__all__ = ["Manifest", "__version__", "load_manifest"]


def __getattr__(name: str) -> object:
    # The language costs a tenth of a second to import; `cxprog --version` must not pay for it.
    if name in ("Manifest", "load_manifest"):
        from cxprog import manifest

        return getattr(manifest, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
