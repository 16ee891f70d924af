"""Articles a second and peak memory as an archive grows, by workers that are programs of their own. Run it by hand.

Every run adds up to the same sums, also the one in which a worker is killed. The rates are to be read beside that of a
plain loop in this process, since they depend on the machine and on what else it does. Sizes: 1000 10000 100000, or
those named on the command line.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from dask.distributed import Client, as_completed

from transatlantic import archive

SIZES = [1_000, 10_000, 100_000]


@dataclass
class Cluster:
    """A scheduler and its workers on loopback, and the client of this process."""

    client: Client
    workers: list[subprocess.Popen]
    scheduler: subprocess.Popen
    peaks: dict[int, float] = field(default_factory=dict)

    def watch(self, until: threading.Event) -> None:
        """Keep the largest memory of each process, in megabytes."""
        while not until.wait(0.2):
            for process in [*self.workers, self.scheduler]:
                try:
                    size = psutil.Process(process.pid).memory_info().rss / 1e6
                except psutil.NoSuchProcess:
                    continue
                self.peaks[process.pid] = max(self.peaks.get(process.pid, 0), size)

    @property
    def worker_peak(self) -> float:
        return max(self.peaks[worker.pid] for worker in self.workers)


@contextmanager
def cluster(count: int) -> Iterator[Cluster]:
    """Start a scheduler and workers as the lesson does; no process is left behind."""
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder) / "scheduler.json", (Path(folder) / "log").open("w")
        common = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(file)]
        dask = [sys.executable, "-m", "dask"]
        where = {"stdout": log, "stderr": log, "cwd": folder}
        started = [subprocess.Popen([*dask, "scheduler", "--port", "0", *common], **where)]
        for _ in range(count):
            worker = [*dask, "worker", "--no-nanny", "--nthreads", "1", *common]
            started.append(subprocess.Popen([*worker, "--local-directory", folder], **where))
        stop = threading.Event()
        try:
            while not file.exists():
                assert started[0].poll() is None, (Path(folder) / "log").read_text()
                time.sleep(0.05)
            with Client(scheduler_file=str(file)) as client:
                client.wait_for_workers(count, timeout=120)
                client.run(archive.measure_range, 0, 1)  # imports are no part of a rate
                client.submit(archive.measure_range, 0, 1, pure=False).result()  # the scheduler imports it, too
                running = Cluster(client, started[1:], started[0])
                watching = threading.Thread(target=running.watch, args=(stop,))
                watching.start()
                yield running
                stop.set()
                watching.join()
        finally:
            stop.set()
            for process in reversed(started):
                process.kill()
                process.wait()
            log.close()


def measure(running: Cluster, n: int, kill_at: int = 0) -> tuple[archive.Sums, float]:
    """The sums of the first n articles and the articles a second; kill_at: after so many parts a worker is killed."""
    size = max(10, n // 200)
    starts = range(0, n, size)
    begun = time.perf_counter()
    futures = running.client.map(archive.measure_range, starts, [start + size for start in starts], pure=False)
    for count, _ in enumerate(as_completed(futures) if kill_at else [], start=1):
        if count == kill_at:
            running.workers[0].kill()
            break
    sums = archive.combine(running.client.gather(futures))
    return sums, n / (time.perf_counter() - begun)


def loop_rate(n: int) -> float:
    begun = time.perf_counter()
    archive.measure_range(0, n)
    return n / (time.perf_counter() - begun)


if __name__ == "__main__":
    archive.measure_range(0, 1)
    known: dict[int, archive.Sums] = {}
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    for n in sizes:
        for workers, killed in ((2, False), (2, True), (1, False)):
            if killed and n != sizes[len(sizes) // 2]:
                continue
            loop = loop_rate(500)
            with cluster(workers) as running:
                sums, rate = measure(running, n, kill_at=100 if killed else 0)
            loop = (loop + loop_rate(500)) / 2
            assert known.setdefault(n, sums) == sums, "the sums differ from another run's"
            assert sum(values[0] for values in sums.values()) == n
            print(
                f"{n:7,} articles, {workers} worker{'s' * (workers > 1)}{', one killed halfway' if killed else ''}: {rate:.0f} articles a "
                f"second, {n / rate:.0f} s, {rate / loop:.2f} times a plain loop ({loop:.0f}); peak memory of a worker "
                f"{running.worker_peak:.0f} MB, of the scheduler {running.peaks[running.scheduler.pid]:.0f} MB",
                flush=True,
            )
