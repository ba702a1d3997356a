# Certificates: what --proof writes is a proof, and a damaged one is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset EBM_CPU
failures=0
fail() { echo "proof.sh: $*"; failures=$((failures + 1)); }
prove() { ebm-solve -q -u --proof "$folder/p" "$1" >"$folder/answer" || true; }
verify() { drat "$folder/p.cnf" "$folder/p.drat" >"$folder/verdict" 2>&1; }

count=0
while read -r puzzle; do
  prove "$puzzle"
  verify || fail "unique: $puzzle: $(cat "$folder/verdict")"
  # Two clues of the solution that contradict the others make it unsolvable, mostly by more than two equal digits.
  solution=$(cat "$folder/answer")
  for at in 0 40 80; do
    digit=$(( (${solution:$at:1} + 2) % 9 + 1 ))
    wrong=${puzzle:0:$at}$digit${puzzle:$((at + 1))}
    rm -f "$folder/p.cnf"
    prove "$wrong"
    [[ -e $folder/p.cnf ]] || continue # solvable again, or plainly invalid
    verify || fail "unsolvable: $wrong: $(cat "$folder/verdict")"
    count=$((count + 1))
  done
done < <(grep -hv '^#' puzzles/hard.txt puzzles/famous.txt | grep -oE '^[1-9.]{81}' | head -n 25)
[[ $count -ge 20 ]] || fail "only $count unsolvable puzzles"

# Relations of two cells as clauses: two givens are enough where neighbours are not consecutive and no knight or king sees
# its like (a puzzle by Mitchell Lee, known as "The Miracle").
miracle=$(printf '%38s1%12s2%29s' '' '' '' | tr ' ' .)
ebm-solve -q -u -r nonconsecutive,antiknight,antiking --proof "$folder/p" "$miracle" >"$folder/answer" || fail "relations"
verify || fail "relations: $(cat "$folder/verdict")"
[[ $(wc -l <"$folder/p.drat") -gt 5 ]] || fail "the proof with relations is short"

# Plant faults: a line left out of the middle, the last line left out, a literal changed, another puzzle's formula.
prove 98.7..6..5...8..7...7..6...4...3......86...5......83...2..1...4..59...8......2..1
verify || fail "the proof to damage is none"
cp "$folder/p.drat" "$folder/good"
[[ $(wc -l <"$folder/good") -gt 20 ]] || fail "the proof to damage is short"
sed '$d' "$folder/good" >"$folder/p.drat"
! verify || fail "a proof without its end passed"
printf '0\n' >"$folder/p.drat"
! verify || fail "a proof of one line passed"
awk 'NF > 2 && !done { $1 = -$1; done = 1 } { print }' "$folder/good" >"$folder/p.drat"
! verify || fail "a proof with a literal turned around passed"
cp "$folder/good" "$folder/p.drat"
awk '/^[0-9]+ 0$/ && !done { done = 1; print "1 0"; next } { print }' "$folder/p.cnf" | sed '$d' >"$folder/cnf"
sed -i -E 's/^(p cnf [0-9]+ )[0-9]+$/\1'"$(grep -cE '0$' <(grep -v '^[cp]' "$folder/cnf"))/" "$folder/cnf"
mv "$folder/cnf" "$folder/p.cnf"
! verify || fail "the proof passed for another formula"
[[ $failures == 0 ]]
