"""The kernels that ``transatlantic lab`` starts."""

from __future__ import annotations

import subprocess
from typing import Any

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager


class QuietKernelManager(ServerKernelManager):
    """A kernel whose process says nothing in the terminal; what its cells print goes to the notebook as ever.

    A kernel that is shut down may print a harmless traceback of its own: ipykernel closes its channels while it still
    reports on them. That would be the last thing that a learner sees after Ctrl-C.
    """

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        await super()._async_launch_kernel(kernel_cmd, **{"stderr": subprocess.DEVNULL} | kw)
