#!/bin/sh
# manual.sh [PROGRAM [PAGE]] - every option of --help is in the manual page, every option of the page is in --help, the
# page formats without a warning, and the help fits one screen of 24 lines and 80 columns.
set -u
program=${1:-ebm-solve} page=${2:-man/ebm-solve.1}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
fault=0
fail() { echo "manual.sh: $*" >&2; fault=1; }

"$program" --help > "$folder/help" || fail "--help failed"
# Options stand at the front of a line or of its right half.
grep -oE '( -[A-Za-z],|   ) --[a-z][a-z-]*' "$folder/help" | tr ', ' '\n\n' | grep '^-' | sort -u > "$folder/of-help"
sed -n 's/^\.It \(Fl .*\)/\1/p' "$page" | grep -oE 'Fl [^ ]+' | sed 's/^Fl //; s/\\-/-/g; s/^/-/' | sort -u > "$folder/of-page"

[ "$(wc -l < "$folder/of-help")" -ge 15 ] || fail "cannot tell the options of --help"
diff "$folder/of-help" "$folder/of-page" > "$folder/diff" ||
  fail "options of --help (<) and of the page (>) differ: $(grep '^[<>]' "$folder/diff" | tr '\n' ' ')"
[ "$(wc -l < "$folder/help")" -le 24 ] || fail "--help has more than 24 lines"
awk 'length > 80 { exit 1 }' "$folder/help" || fail "--help has a line of more than 80 columns"
if command -v man > /dev/null; then
  man --warnings --local-file "$page" > "$folder/text" 2> "$folder/warnings" || fail "man cannot format the page"
  [ ! -s "$folder/warnings" ] || fail "the page has warnings: $(cat "$folder/warnings")"
fi
exit $fault
