"""How a server takes a burst: one steady client's waiting times before, during and after it.

A window is half a second.  Normal is what the worst window before the burst had as its 95th percentile; the server has
recovered at the end of the burst plus the first window that is no worse.  Nothing but the client's own answers is looked at.
"""
import http.client
import threading
import time

WINDOW = 0.5          # seconds
PAUSE = 0.005         # of the steady client between an answer and its next request


class Steady(threading.Thread):
    """One connection that asks again and again; times holds (when it asked, how long it waited, status)."""

    def __init__(self, port, ask):
        super().__init__(daemon=True)
        self.connection, self.ask, self.times, self.ended = http.client.HTTPConnection('127.0.0.1', port, timeout=30), ask, [], threading.Event()

    def run(self):
        while not self.ended.is_set():
            method, path, body, headers = self.ask()
            began = time.monotonic()
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                status = 0
                self.connection.close()
            self.times.append((began, time.monotonic() - began, status))
            self.ended.wait(PAUSE)

    def stop(self):
        self.ended.set()
        self.join()


def p95(times, begin, end):
    """Seconds; None: nobody asked then."""
    inside = sorted(took for at, took, _ in times if begin <= at < end)
    return inside[min(len(inside) - 1, int(len(inside) * 0.95))] if inside else None


def normal_of(times, begin, end):
    """The worst window's 95th percentile in a stretch of time."""
    count = int((end - begin) / WINDOW)
    return max(found for found in (p95(times, begin + n * WINDOW, begin + (n + 1) * WINDOW) for n in range(count)) if found is not None)


def recovery(times, ended, normal, step=0.05, longest=30.0):
    """Seconds from the end of the burst to the begin of the first window as good as normal; `longest` when there was none."""
    for n in range(int(longest / step)):
        found = p95(times, ended + n * step, ended + n * step + WINDOW)
        if found is not None and found <= normal:
            return n * step
    return longest


def failures(times):
    return sum(1 for _, _, status in times if status == 0 or status >= 500 or status == 429)
