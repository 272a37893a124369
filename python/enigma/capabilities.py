"""Devices: which there are, and what they have and can do."""

from __future__ import annotations

import functools
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

from enigma import _native
from enigma.errors import fail

# The first of Apple's families in Metal's numbering, and that of the M3.
_APPLE1 = 1001
_M3 = 1009


@dataclass(frozen=True)
class DeviceCapabilities:
    """What a device has and can do.

    `gpu_family` and `gpu_family_raw` are Metal's name and number of an Apple GPU, such as apple9
    and 1009; a device that is none has the number 0.
    """

    gpu_family: str
    gpu_family_raw: int
    supports_async_copy: bool
    supports_simdgroup_matrix: bool
    simdgroup_size: int
    max_threadgroup_memory: int
    max_threads_per_threadgroup: int
    device_name: str

    @property
    def is_m3_or_newer(self) -> bool:
        """Whether it is an Apple GPU of the M3's family or a later one."""
        return self.gpu_family_raw >= _M3

    def require_m3(self, feature: str) -> None:
        """Raises an `UnsupportedError` on an Apple GPU before the M3.

        Other devices pass: the language has all its features there.
        """
        if _APPLE1 <= self.gpu_family_raw < _M3:
            message = f"{feature} needs an M3 or newer; {self.device_name} is {self.gpu_family}"
            fail("E0501", message)


def devices() -> list[str]:
    """The devices that kernels run on here, the best one first: what `Runtime(device)` takes."""
    return _native.devices()


def synchronize(device: str | None = None) -> None:
    """Waits until every launch that was handed over to a device has ended.

    Raises what the first of them raises. By default it is the device that launches take.
    """
    _native.synchronize(device)


def device_capabilities(device: str | None = None) -> DeviceCapabilities:
    """What a device has and can do; by default the one that launches take."""
    return capabilities(_native.device(device))


@functools.cache
def capabilities(device: str) -> DeviceCapabilities:
    """What a known device has and can do."""
    lanes, threads, memory = _native.limits()
    if device == "metal":
        name, family, number, memory, threads, has_matrices = _native.gpu()
        return DeviceCapabilities(
            gpu_family=family,
            gpu_family_raw=number,
            supports_async_copy=number >= _M3,
            supports_simdgroup_matrix=has_matrices,
            simdgroup_size=lanes,
            max_threadgroup_memory=memory,
            max_threads_per_threadgroup=threads,
            device_name=name,
        )
    known = {name for name, _ in _native.operations()}
    return DeviceCapabilities(
        gpu_family=device,
        gpu_family_raw=0,
        supports_async_copy=True,
        supports_simdgroup_matrix=any(name.startswith("simdgroup_matrix") for name in known),
        simdgroup_size=lanes,
        max_threadgroup_memory=memory,
        max_threads_per_threadgroup=threads,
        device_name=_cpu_name(),
    )


def _cpu_name() -> str:
    """What the CPU calls itself, or else its architecture."""
    try:
        if platform.system() == "Darwin":
            command = ["sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(
                command, capture_output=True, text=True, check=True
            ).stdout.strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except (OSError, subprocess.SubprocessError):
        pass
    return platform.machine() or "CPU"
