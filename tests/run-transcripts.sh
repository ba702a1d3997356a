# The runner of transcripts accepts a right one and shows what is wrong with a wrong one.
set -euo pipefail
runner=$(cd "$(dirname "$0")" && pwd)/run-transcripts
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >right.txt <<'END'
# Everything the format can say.
$ echo out; echo err >&2; exit 3
out
! err
? 3

$ printf '\n$ money\n# hash\n! bang\n? what\n\\ back\nlast'
\
\$ money
\# hash
\! bang
\? what
\\ back
last
\ no newline

$ cat; pwd >here
$ cmp -s here <(pwd) && test -d "$ROOT/tests" && ls
here
END
bash "$runner" right.txt

failures=0
# wrong WHAT SED-COMMAND PATTERN: after the edit the transcript must fail, showing a line that matches.
wrong() {
  sed "$2" right.txt >wrong.txt
  if cmp -s right.txt wrong.txt || bash "$runner" wrong.txt >report.txt 2>&1 || ! grep -q -- "$3" report.txt; then
    echo "not rejected: $1"
    failures=1
  fi
}
wrong "standard output" 's/^out$/other/' '^-other'
wrong "standard error" 's/^! err$/! other/' '^-! other'
wrong "no standard error expected" '/^! err$/d' '^+! err'
wrong "exit code" 's/^? 3$/? 4/' '^-? 4'
wrong "exit code 0 expected" '/^? 3$/d' '^+? 3'
wrong "a line too many expected" '/^last$/a more' '^-more'
wrong "an empty line not expected" '0,/^\\$/{/^\\$/d}' '^+\\$'
wrong "a newline expected" '/no newline/d' 'no newline'
wrong "no command at all" '/^\$/d' 'no command'

cp wrong.txt accepted.txt
sed 's/^out$/other/' right.txt >accepted.txt
bash "$runner" --accept accepted.txt
cmp right.txt accepted.txt
exit $failures
