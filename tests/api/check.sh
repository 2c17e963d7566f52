#!/usr/bin/env bash
# tests/api/check.sh KAMAP SCHEMATHESIS : asks a server with the worked example for everything that its description names,
# with what fits and what does not, and holds each answer to the description: no failure of ours, no status, media type,
# header or body that it does not name, and nothing without the token. Says at the end how many operations passed.
set -euo pipefail
kamap=$(realpath "$1") schemathesis=$(realpath -s "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
home=$(mktemp -d)
server=
end() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap end EXIT
# Whatever is left behind by those that are called here goes with the folder.
cd "$home"

"$kamap" import "$root/cases/bedrock.plan.json" --data "$home"
"$kamap" user add lin --role administrator --data "$home" >"$home/link"
KAMAP_TOKEN=$("$kamap" user token lin --name check --write --data "$home")
export KAMAP_TOKEN

# On a port that is free: the first line says which.
"$kamap" serve --data "$home" --listen 127.0.0.1:0 >"$home/address" 2>"$home/log" &
server=$!
for _ in $(seq 100); do
  address=$(sed -n 's/^kamap: \(http[^ ]*\)$/\1/p' "$home/address")
  if [ -n "$address" ]; then break; fi
  sleep 0.1
done
[ -n "$address" ] || { cat "$home/log"; exit 1; }

status=0
"$schemathesis" --config-file "$root/tests/api/schemathesis.toml" run "${address}api/v1/openapi.json" --no-color \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method,allow_header_conformance,ignored_auth \
  --report junit --report-junit-path "$home/report.xml" || status=$?

# What was tried must be all that there is.
python3 - "$home/report.xml" "$root/docs/openapi.json" <<'PY'
import json, sys
from xml.etree import ElementTree
cases = ElementTree.parse(sys.argv[1]).getroot().findall(".//testcase")
paths = json.load(open(sys.argv[2]))["paths"].values()
failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
left = sum(len(path) for path in paths) - len(cases)
print(f"# pass {len(cases) - len(failed)}", f"# fail {len(failed)}", f"# skipped {left}", sep="\n")
PY
if [ "$status" != 0 ]; then cat "$home/log"; fi
exit "$status"
