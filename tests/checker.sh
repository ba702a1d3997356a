# The checker accepts what is right and rejects every planted error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# A solution by shifting the first row, and a puzzle that keeps every third cell of it.
solution=123456789456789123789123456214365897365897214897214365531642978642978531978531642
puzzle=$(sed -E 's/(.)../\1../g' <<<"$solution")
swap() { echo "${1:0:$2}$3${1:$2+1}"; } # swap TEXT AT CHARACTER
small=1234341221434321 small_puzzle=1..4........4..1
six=123456456123231564564231312645645312 six_puzzle=1....64....3......5....1...........2

failures=0
# expect CODE PATTERN WHAT [OPTION]: the exit code, and a line of output that matches, for puzzles.txt and outputs.txt
expect() {
  local code=0
  checker puzzles.txt outputs.txt ${4+"$4"} >report.txt 2>&1 || code=$?
  if [[ $code != "$1" ]] || ! grep -qE -- "$2" report.txt; then
    echo "$3: exit $code, expected $1 and a line with '$2':"
    cat report.txt
    failures=$((failures + 1))
  fi
}
lines() { printf '%s\n' "$@"; }

lines "$puzzle" "$puzzle" >puzzles.txt
lines "$solution" "$solution" >outputs.txt
expect 0 '^2 good, 0 bad' "right answers"
expect 1 'no solution to compare' "a solution is demanded" --solutions
printf '%s\r\n%s' "$puzzle" "$puzzle" >puzzles.txt
expect 0 '^2 good, 0 bad' "CRLF and no newline at the end"

lines "$solution" >outputs.txt
expect 1 '1 missing' "a missing line"
lines "$solution" "$solution" "$solution" >outputs.txt
expect 1 '1 extra' "an extra line"
lines "$solution" "$(swap "$solution" 1 3)" >outputs.txt
expect 1 'txt:2 .*row 1 has two 3' "a wrong digit"
lines "$(swap "$solution" 1 .)" "$solution" >outputs.txt
expect 1 'txt:1 .*row 1 column 2 is not' "an open cell"
lines "$(tr 12 21 <<<"$solution")" "$solution" >outputs.txt
expect 1 'column 1 is 2, given 1' "a valid grid of another puzzle"
lines "${solution}1" "$solution" >outputs.txt
expect 1 '82 characters' "a character too many"
lines "${solution:0:80}" "$solution" >outputs.txt
expect 1 '80 characters' "a character too few"
lines "" "$solution" >outputs.txt
expect 1 '0 characters' "an empty line"
printf '%s\0\n%s\n' "$solution" "$solution" >outputs.txt
expect 1 '82 characters' "a NUL behind the answer"

# Rows and columns right, boxes wrong; boxes and rows right, columns wrong.
open=$(tr '1-9' . <<<"$solution")
lines "$open" >puzzles.txt
lines 123456789234567891345678912456789123567891234678912345789123456891234567912345678 >outputs.txt
expect 1 'box 1 has two 2' "a Latin square without boxes"
lines 123456789456789123789123456123456789456789123789123456123456789456789123789123456 >outputs.txt
expect 1 'column 1 has two 1' "boxes without columns"

lines "puzzle,solution" "$puzzle,$solution" >puzzles.txt
lines "$solution" >outputs.txt
expect 0 '1 compared' "CSV with the solution" --solutions
other=$(tr 2356 3265 <<<"$solution")
lines "id,solution,puzzle" "7,$other,$open" >puzzles.txt
expect 1 'but 3 in the solution' "a grid that is valid but not the stated solution"
lines "$open:1:$solution" >puzzles.txt
expect 0 '1 compared' "count and solution after colons" --solutions
lines "$open:1:$other" >puzzles.txt
expect 1 'but 3 in the solution' "another solution after colons"
lines "nothing like a puzzle" >puzzles.txt
expect 2 'not a puzzle' "not a puzzle"
lines "# a comment" >puzzles.txt
: >outputs.txt
expect 1 '^0 good' "no puzzles at all"

lines "$small_puzzle" >puzzles.txt
lines "$small" >outputs.txt
expect 0 '^1 good' "4 x 4"
lines 1234214334124321 >outputs.txt
expect 1 'box|given' "4 x 4 with wrong boxes"
lines "$six_puzzle" >puzzles.txt
lines "$six" >outputs.txt
expect 0 '^1 good' "6 x 6 with boxes of 2 rows and 3 columns"

[[ $failures == 0 ]]
