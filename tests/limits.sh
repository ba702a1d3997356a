#!/bin/sh
# limits.sh [PROGRAM] - time and memory hold before the search, too: records whose rules are many or wide are left open
# with a line that says why, in about the time and memory that they may have, and the record behind each is answered.
set -u
program=${1:-ebm-solve}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
fault=0
fail() { echo "limits.sh: $*" >&2; fault=1; }

# A puzzle in a line on standard input; then the words that its answer must have, options, and the CPU seconds allowed.
check() {
  name=$1 words=$2 most=$3
  shift 3
  { cat; echo; echo '.Shape~4x4.~R1C1_2'; } > "$folder/puzzles"
  (ulimit -t "$most"; exec "$program" "$@" -f constraints "$folder/puzzles") > "$folder/answers" 2> "$folder/words"
  code=$?
  [ $code -eq 1 ] || fail "$name: exit $code: $(head -c 300 "$folder/words")"
  grep -q "$words" "$folder/words" || fail "$name: not a word of '$words': $(head -c 300 "$folder/words")"
  [ "$(tail -n 1 "$folder/answers")" = 2314413234211243 ] || fail "$name: the record behind it is lost"
}

cells() { awk -v n="$1" -v at="$2" 'BEGIN { for (i = 0; i < n; i++) printf "~R%dC%d", (i * at) % 90 + 1, int(i * at / 90) % 90 + 1 }'; }

printf '.Shape~90x90.AntiKnight.AntiKing.AntiConsecutive' | check neighbours 'time was up while its rules were built' 8 -t 0.05
printf '.Shape~90x90.AntiKnight.AntiKing.AntiConsecutive' | check neighbours '64 MiB of --memory' 30 --memory 64M
for at in 7 11 13; do printf '.Shape~90x90.Cage~4000%s.SumLine~300%s' "$(cells 700 $at)" "$(cells 500 $at)"; done |
  check sums 'unknown' 8 -t 0.05
awk 'BEGIN { printf ".Shape~90x90"; for (i = 0; i < 9000; i++) printf ".AllDifferent~R1C1~R%dC%d~R%dC%d", i % 89 + 2, i % 90 + 1, 90 - i % 90, int(i / 90) % 90 + 1 }' |
  check sets '48 MiB of --memory' 60 --memory 48M
# Written a thousand times, a rule costs what it costs once.
{ printf '.Shape~20x20'; i=0; while [ $i -lt 1000 ]; do printf '.Cage~210%s' '~R1C1~R1C2~R1C3~R1C4~R1C5~R2C1~R2C2~R2C3~R3C1~R3C2~R4C1~R4C2~R5C1~R6C1~R7C1~R8C1~R9C1~R10C1'; i=$((i + 1)); done; echo; } > "$folder/often"
(ulimit -t 20; exec "$program" -t 1 --memory 512M "$folder/often") > "$folder/answers" 2> "$folder/words"
grep -q 'memory\|built' "$folder/words" && fail "a rule written often is not one: $(head -c 300 "$folder/words")"
for size in 512 1Q M -1M 1M0 1e9 ''; do
  "$program" --memory "$size" .Shape~4x4 > /dev/null 2>&1
  [ $? -eq 2 ] || fail "--memory '$size' is taken"
done
for size in 0 2M 1.5G 4GiB 100mb 3000000; do
  [ "$("$program" --memory "$size" .Shape~4x4.~R1C1_2 | head -c 1)" = 2 ] || fail "--memory '$size' is not taken"
done
exit $fault
