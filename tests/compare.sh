# bench/compare: a short run agrees; a rival that answers wrongly is told.
set -euo pipefail
command -v python3 >/dev/null || { echo "no python3: bench/compare is not tested"; exit 0; }
program=$(command -v ebm-solve)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
compare() { bench/compare --program "$program" --core 0 --puzzles 100 --sample 2 --repeats 1 puzzles/hard.txt; }

compare >"$folder/report"
grep -q '^| ebm-solve --bench | in memory | 100 |' "$folder/report"

# The solved grid of another puzzle, for every puzzle.
cat >"$folder/qqwing" <<'END'
#!/bin/sh
sed 's/.*/468931527751624839392578461134756298289413675675289314846192753513867942927345186/'
END
chmod +x "$folder/qqwing"
if PATH=$folder:$PATH compare >"$folder/report" 2>"$folder/message"; then
  echo "wrong answers were not noticed"
  exit 1
fi
grep -q 'DISAGREEMENT: qqwing says 4689' "$folder/message" || { cat "$folder/message"; exit 1; }
