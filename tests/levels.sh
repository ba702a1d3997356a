# The same bytes from every CPU level, number of threads and way of reading.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat puzzles/*.txt >"$folder/puzzles"
# Some with several solutions: clues taken away.
grep -hoE '^[1-9.]{81}' puzzles/easy.txt | sed -E 's/^(.{30})[1-9.]{12}/\1............/' >>"$folder/puzzles"
strip() { sed -E 's/,"sweeps":[0-9]+//; s/,"seconds":[^,}]*//'; }
for options in "" -u -c50; do
  code=0
  EBM_CPU=baseline ebm-solve -q -j1 $options -o json "$folder/puzzles" | strip >"$folder/expected" || code=$?
  [[ $(wc -l <"$folder/expected") -gt 150 ]]
  for run in "avx2 1" "avx512 1" "avx512 2" "baseline 3" "avx2 4"; do
    read -r level jobs <<<"$run"
    EBM_CPU=$level ebm-solve -q -j"$jobs" $options -o json "$folder/puzzles" | strip >"$folder/got" || true
    cmp "$folder/expected" "$folder/got" || { echo "options '$options', level $level, $jobs threads"; exit 1; }
  done
done
