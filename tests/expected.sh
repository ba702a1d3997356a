# What the search costs is what bench/expected.csv says, at the CPU's level and at the baseline.
set -euo pipefail
bench/expected
EBM_CPU=baseline bench/expected
