# A few random puzzles of every suite of `differential`, and its planted disagreements, where the SAT solvers are installed.
for program in cadical minisat qqwing; do
  command -v "$program" >/dev/null || { echo "no $program: skipped"; exit 77; }
done
exec bash "$(dirname "${BASH_SOURCE[0]}")/differential" 20 7
