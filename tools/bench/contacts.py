"""Fifty contacts save a step of their application at the same time, again and again: errors, and the worst wait."""

import http.client
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from threading import Barrier
from urllib.parse import urlencode

ROUNDS = 5


def measure(port, people):
    """`people`: the session key and the application of each."""
    barrier = Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as pool:
        results = [pair for found in pool.map(lambda one: saves(port, *one, barrier), people) for pair in found]
    waits = sorted(wait for _, wait in results)
    statuses = ", ".join(
        f"{status}: {count}" for status, count in sorted(Counter(status for status, _ in results).items())
    )
    print(
        f"    {len(people)} contacts save at once, {ROUNDS} times: answers {statuses}; "
        f"p50 {quantiles(waits, n=20)[9]:.0f} ms, p95 {quantiles(waits, n=20)[18]:.0f} ms, worst {waits[-1]:.0f} ms"
    )


def saves(port, session, triptych, barrier):
    address = f"/candidatures/{triptych}/dynamique/"
    _, page, cookie = ask(port, "GET", address, session)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    found = []
    for number in range(ROUNDS):
        typed = {"csrfmiddlewaretoken": token, "dynamics": f"Nous y venons, {number}. " * 20}
        barrier.wait(timeout=60)
        started = time.perf_counter()
        status, _, _ = ask(port, "POST", address, f"{session}; {cookie}", urlencode(typed))
        found.append((status, (time.perf_counter() - started) * 1000))
    return found


def ask(port, method, address, cookie, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, address, body, headers)
    answer = connection.getresponse()
    page, given = answer.read().decode(), answer.headers.get("Set-Cookie", "").split(";")[0]
    connection.close()
    return answer.status, page, given
