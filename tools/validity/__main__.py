"""`make validity`: each page of each role, and each list and form of the administration, through the Nu HTML checker.

Needs Java and Node (`npx` fetches the checker; VNU_JAR names one that is there). Says each fault once, with its pages.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

WRITER = Path(__file__).with_name("write_pages.py")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VALIDITY_FOLDER": folder}
        subprocess.run([sys.executable, "-m", "pytest", "-q", WRITER], env=environment, check=True)
        pages = sorted(Path(folder).glob("*.html"))
        jar = os.environ.get("VNU_JAR")
        checker = ["java", "-Xss4m", "-jar", jar] if jar else ["npx", "--yes", "vnu-jar"]
        done = subprocess.run([*checker, "--format", "json", "--stdout", folder], capture_output=True, text=True)
        found = json.loads(done.stdout)["messages"]
    faults = defaultdict(set)
    for message in found:
        faults[message.get("subType") or message["type"], message["message"]].add(Path(message["url"]).stem)
    for (kind, words), where in sorted(faults.items()):
        print(f"{kind}: {words}\n    {len(where)} pages: {', '.join(sorted(where)[:4])}")
    print(f"{len(pages)} pages, {sum(kind == 'error' for kind, _ in faults)} faults, {len(faults)} remarks in all")
    return 1 if any(kind == "error" for kind, _ in faults) else 0


if __name__ == "__main__":
    sys.exit(main())
