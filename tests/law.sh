# The dependency law: which folder may include whom. Every #include "..." is held against the table; the system headers
# that only some may use are too. With an argument, checks the tree there (this is how the law tests itself).
set -euo pipefail
root=${1-$PWD}

check() {
  (cd "$1" && find . -path ./build -prune -o -name '*.[ch]' -printf '%P\0' | sort -z | xargs -0 awk '
    BEGIN {
      law["public"]   = ""
      law["base"]     = "public"
      law["model"]    = "public base"
      law["factor"]   = "public base model"
      law["rule"]     = "public base model"
      law["energy"]   = "public base model"
      law["lattice"]  = "public base model"
      law["certify"]  = "public base model"
      law["proof"]    = "public base model"
      law["explain"]  = "public base model"
      law["format"]   = "public base model rule"
      law["minimize"] = "public base model energy lattice"
      law["learn"]    = "public base model factor energy format"
      law["solve"]    = "public base model factor energy lattice certify proof explain format minimize"
      law["report"]   = "public"
      law["measure"]  = "public report"
      law["cli"]      = "public report measure"
      law["bench"]    = "public base model factor energy lattice learn"
      law["tests"]    = "public base model factor energy lattice certify proof explain rule format minimize learn solve report measure cli"
      only["immintrin.h"] = only["arm_neon.h"] = "lattice energy"
      only["cblas.h"] = "learn"
      only["jansson.h"] = "format tests"
    }
    function folder_of(path,   part) {
      split(path, part, "/")
      return part[1] == "src" ? part[2] : part[1] == "include" ? "public" : part[1]
    }
    function holds(word, list) { return index(" " list " ", " " word " ") > 0 }
    function violation(what) { print FILENAME ":" FNR ": " what; found = 1 }
    FNR == 1 { from = folder_of(FILENAME); if (!(from in law)) violation("the law does not know the folder " from) }
    match($0, /^[ \t]*#[ \t]*include[ \t]*[<"][^">]*/) {
      name = substr($0, RSTART, RLENGTH)
      quoted = name ~ /"/
      sub(/.*[<"]/, "", name)
      if (FILENAME == "tests/checker.c" && quoted) violation("the checker includes nothing of ours")
      if (FILENAME ~ /^tests\/variants\// && quoted && name !~ /^(variant|answers)[.]h$/)
        violation("the oracle includes nothing of ours")
      if (!quoted) {
        if (name in only && !holds(from, only[name])) violation("<" name "> is for " only[name] " only")
        next
      }
      to = name == "ebm.h" ? "public" : name ~ /^(\.\.|[^\/]*$)/ ? from : substr(name, 1, index(name, "/") - 1)
      if (to == from && name !~ /^[a-z_]+\// && from != "tests" && from != "bench") violation("write \"" from "/" name "\"")
      if (to != from && !(from in law && holds(to, law[from]))) violation(from " must not include " to)
    }
    END { exit found }')
}

check "$root"

# A law that cannot fail would be none: plant violations and demand that each is found where it is.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R "$root/src" "$root/include" "$copy"
plant() { # plant FILE LINE EXPECTED
  mkdir -p "$(dirname "$copy/$1")"
  printf '/* planted */\n%s\n' "$2" >"$copy/$1"
  local report
  if report=$(check "$copy"); then
    echo "not found: $1 with $2"
    exit 1
  fi
  if [[ $report != "$1:2: $3" ]]; then
    printf 'expected %s:2: %s, found:\n%s\n' "$1" "$3" "$report"
    exit 1
  fi
  rm "$copy/$1"
}
plant src/certify/planted.c '#include "energy/energy.h"' 'certify must not include energy'
plant src/energy/planted.h '#  include "certify/certify.h"' 'energy must not include certify'
plant src/cli/planted.c '#include "model/model.h"' 'cli must not include model'
plant src/measure/planted.c '#include "lattice/lattice.h"' 'measure must not include lattice'
plant src/report/planted.c '#include "solve/job.h"' 'report must not include solve'
plant src/base/planted.c '#include "model/model.h"' 'base must not include model'
plant src/lattice/planted.c '#include "factor/registry.h"' 'lattice must not include factor'
plant src/model/planted.c '#include "grid.h"' 'write "model/grid.h"'
plant src/model/planted.c '#include "../certify/certify.h"' 'write "model/../certify/certify.h"'
plant include/planted.h '#include "base/status.h"' 'public must not include base'
plant src/solve/planted.c '#include <cblas.h>' '<cblas.h> is for learn only'
plant src/solve/planted.c '#include <jansson.h>' '<jansson.h> is for format tests only'
plant src/factor/planted.c '#include <immintrin.h>' '<immintrin.h> is for lattice energy only'
plant tests/checker.c '#include "ebm.h"' 'the checker includes nothing of ours'
plant tests/variants/parts.c '#include "rule/rule.h"' 'the oracle includes nothing of ours'
