# Grids of every size: filled from nothing, solved, counted and proved, with the same bytes everywhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset EBM_CPU
failures=0
fail() { echo "sizes.sh: $*"; failures=$((failures + 1)); }
judge() { checker "$1" "$2" >"$folder/verdict" 2>&1 || fail "$3: $(tail -n 3 "$folder/verdict")"; }

# Empty grids; primes have no boxes, so those are Latin squares, which are written as constraint strings.
for n in 4 6 7 8 9 10 11 12 13 15 16 25 36 49; do
  printf '%*s\n' $((n * n)) '' | tr ' ' . >"$folder/dots"
  case $n in
    7 | 11 | 13 | 49) echo ".Shape~${n}x$n." >"$folder/empty" ;;
    *) cp "$folder/dots" "$folder/empty" ;;
  esac
  ebm-solve -q -t 20 -o json "$folder/empty" >"$folder/answer" || fail "empty ${n}x$n: exit $?"
  grep -q '"status":"solved"' "$folder/answer" || fail "empty ${n}x$n: $(cut -c 1-200 "$folder/answer")"
  [[ $n == 49 ]] && break
  ebm-solve -q -t 20 "$folder/empty" >"$folder/answer" || true
  [[ $n == 11 || $n == 13 ]] || judge "$folder/dots" "$folder/answer" "empty ${n}x$n" # those are written in other symbols
  [[ $n == 4 ]] && expected=288 || expected=500 # of 4x4 there are no more; of the others more than are asked for
  ebm-solve -q -t 20 -c500 -o json "$folder/empty" | grep -q "\"solutions\":$expected," || fail "count ${n}x$n"
done
# Latin squares: 576 of 4x4, 161,280 of 5x5.
for latin in 4:576 5:161280; do
  ebm-solve -q -c -o json ".Shape~${latin%:*}x${latin%:*}.NoBoxes." | grep -q "\"solutions\":${latin#*:},\"exhausted\":true" ||
    fail "Latin squares of ${latin%:*}x${latin%:*}"
done

# thin SIZE SHARE: the empty grid's answer without SHARE of 100 cells, drawn anew for each line.
thin() {
  printf '%*s\n' $(($1 * $1)) '' | tr ' ' . | ebm-solve -q -t 20 |
    awk -v share="$2" 'BEGIN { x = 12345 }
      { for (k = 0; k < 3; k++) {
          line = ""
          for (i = 1; i <= length($0); i++) {
            x = (x * 1103515245 + 12345) % 2147483648
            line = line (int(x / 65536) % 100 < share ? "." : substr($0, i, 1))
          }
          print line
        } }'
}
thin 16 60 >"$folder/puzzles"
thin 25 45 >>"$folder/puzzles"
ebm-solve -q -j1 "$folder/puzzles" >"$folder/expected" || fail "thinned grids: exit $?"
judge <(head -n 3 "$folder/puzzles") <(head -n 3 "$folder/expected") "16x16"
judge <(tail -n 3 "$folder/puzzles") <(tail -n 3 "$folder/expected") "25x25"
strip() { sed -E 's/,"sweeps":[0-9]+//; s/,"seconds":[^,}]*//'; }
for options in "" -u; do
  EBM_CPU=baseline ebm-solve -q -j1 $options -o json "$folder/puzzles" | strip >"$folder/expected" || true
  for run in "avx2 1" "avx512 2" "baseline 3"; do
    read -r level jobs <<<"$run"
    EBM_CPU=$level ebm-solve -q -j"$jobs" $options -o json "$folder/puzzles" | strip >"$folder/got" || true
    cmp "$folder/expected" "$folder/got" || fail "options '$options', level $level, $jobs threads"
  done
done
grep -qE '"corrections":[0-9]{2}' "$folder/expected" || fail "none needs corrections"

# A proof with corrections of claims of both kinds, checked from outside: five cells of the first row have four values
# between them, which nothing sees before a kick.
puzzle=.Shape~25x25.
for column in 1 6 b g l; do puzzle+="~R1C${column}_1_2_3_4"; done
ebm-solve -q -u --proof "$folder/p" "$puzzle" >"$folder/answer" && fail "five cells with four values are solved"
[[ $(wc -l <"$folder/p.drat") -gt 3 ]] || fail "the proof is short: $(wc -l <"$folder/p.drat") lines"
drat "$folder/p.cnf" "$folder/p.drat" >"$folder/verdict" 2>&1 || fail "proof: $(cat "$folder/verdict")"
printf '0\n' >"$folder/p.drat"
! drat "$folder/p.cnf" "$folder/p.drat" >"$folder/verdict" 2>&1 || fail "a proof of one line passed"
[[ $failures == 0 ]]
