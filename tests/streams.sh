#!/usr/bin/env bash
# streams.sh - what a transcript cannot show: input that pauses, readers that go away, full disks, closed streams,
# signals, terminals.
set -u
puzzle=4...3.......6..8..........1....5..9..8....6...7.2........1.27..5.3....4.9........
solution=468931527751624839392578461134756298289413675675289314846192753513867942927345186
# Above any pipe's size, so that a reader that goes away is noticed while we write.
many() { yes "$puzzle" | head -n 20000; }
command -v ebm-solve > /dev/null || { echo 'streams.sh: ebm-solve is not on the path' >&2; exit 1; }
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
fault=0
check() { # WHAT ACTUAL EXPECTED
  [[ $2 == "$3" ]] && return
  echo "streams.sh: $1: got '$2', expected '$3'" >&2
  fault=1
}

# A line written to a pipe is answered while the pipe stays open.
coproc solver { exec ebm-solve 2> "$folder/err"; }
pid=$solver_PID
for i in 1 2 3; do
  echo "$puzzle" >&"${solver[1]}"
  answer=none
  read -r -t 20 answer <&"${solver[0]}"
  check "answer $i of a pipe that stays open" "$answer" "$solution"
done
echo "${puzzle%.}" >&"${solver[1]}"
read -r -t 20 answer <&"${solver[0]}"
check "answer to 80 cells" "$answer" ""
eval "exec ${solver[1]}>&-"
wait "$pid"
check "exit after a bad record on a pipe" $? 2
check "words about a bad record on a pipe" "$(cat "$folder/err")" "ebm-solve: -:4:81: 80 cells, 81 expected"

# SIGINT and SIGTERM while waiting for input: what is answered is out, a summary is told, the signal ends the process.
for signal in INT TERM; do
  mkfifo "$folder/pipe"
  # bash makes its background jobs ignore SIGINT.
  env --default-signal=INT ebm-solve "$folder/pipe" > "$folder/out" 2> "$folder/err" &
  pid=$!
  exec 5> "$folder/pipe"
  echo "$puzzle" >&5
  for ((i = 0; i < 200; i++)); do [[ -s $folder/out ]] && break; sleep 0.05; done
  kill -s $signal $pid
  wait $pid
  check "exit after SIG$signal" $? $((128 + $(kill -l $signal)))
  exec 5>&-
  check "answer before SIG$signal" "$(cat "$folder/out")" "$solution"
  check "summary after SIG$signal" "$(sed 's/; .*//' "$folder/err")" "ebm-solve: stopped after 1 record: 1 solved"
  rm "$folder/pipe"
done

# The same while one record is worked on, whatever is asked of it: the record before it is out.
empty=${puzzle//[1-9]/.}
printf '%s\n' "$puzzle" "$empty" > "$folder/two"
echo '.Shape~9x9.~R1C1_1_2~R1C4_1_2~R1C7_1_2' > "$folder/never" # two values for three cells: methods without proof go on
interrupted() { # SIGNAL WORD...: leaves the exit code in $code, what was said in $folder/err
  local signal=$1 pid
  shift
  env --default-signal=INT "$@" > "$folder/out" 2> "$folder/err" &
  pid=$!
  sleep 0.7
  kill -s "$signal" $pid
  wait $pid
  code=$?
}
for arguments in '--sample 9000000 --temperature 0.4 two' '--sample 9000000 --temperature 0 two' '--all two' '-c two' \
  '--marginals --temperature 0.001 --sample 9000000 two' '-m gradient never' '-m anneal --trace FOLDER/trace.csv never'; do
  # shellcheck disable=SC2086
  interrupted INT ebm-solve -j1 $(words=${arguments% *}; echo "${words/FOLDER/$folder}") "$folder/${arguments##* }"
  check "exit after SIGINT ($arguments)" $code 130
  check "words after SIGINT ($arguments)" "$(sed 's/ after .*//' "$folder/err")" "ebm-solve: stopped"
done
interrupted TERM ebm-solve -j1 --all "$folder/two"
check "exit after SIGTERM (--all)" $code 143
check "finished record before SIGTERM (--all)" "$(cat "$folder/out")" "$solution"
check "summary after SIGTERM (--all)" "$(sed 's/; .*//' "$folder/err")" "ebm-solve: stopped after 1 record: 1 solved"
interrupted TERM ebm-solve --bench=1000 "$folder/two"
check "exit after SIGTERM (--bench)" $code 143
check "words after SIGTERM (--bench)" "$(cat "$folder/err")" \
  "ebm-solve: stopped while measuring; what is printed was measured to its end"
if command -v ebm-train > /dev/null; then
  mkfifo "$folder/examples"
  (exec 5> "$folder/examples"; printf '1234341221434321\n' >&5; sleep 3) &
  interrupted INT ebm-train -e "$folder/learned" "$folder/examples"
  check "exit of ebm-train after SIGINT" $code 130
  check "words of ebm-train after SIGINT" "$(cat "$folder/err")" "ebm-train: stopped while learning; nothing is written"
  check "energy of ebm-train after SIGINT" "$(ls "$folder/learned" 2> /dev/null)" ""
fi

# An ignored signal stays ignored.
(trap '' INT; exec ebm-solve -c -t 1 "${puzzle//[1-9]/.}" > "$folder/out" 2> /dev/null) &
pid=$!
sleep 0.3
kill -s INT $pid
wait $pid
check "exit with SIGINT ignored" $? 1

# A reader that goes away ends us quietly, by SIGPIPE or as if.
many | ebm-solve 2> "$folder/err" | head -n 1 > "$folder/out"
check "exit on a closed pipe" "${PIPESTATUS[1]}" 141
check "first answer before the pipe was closed" "$(cat "$folder/out")" "$solution"
check "words about a closed pipe" "$(cat "$folder/err")" ""
many > "$folder/many"
(trap '' PIPE; ebm-solve "$folder/many" 2> "$folder/err" | head -n 1 > "$folder/out"; exit "${PIPESTATUS[0]}")
check "exit on a closed pipe, SIGPIPE ignored" $? 141
check "words about a closed pipe, SIGPIPE ignored" "$(cat "$folder/err")" ""

# A full disk is told, however short the answer.
if [[ -c /dev/full ]]; then
  for arguments in "$puzzle" "-o json $puzzle" "$folder/many" --help --version; do
    # shellcheck disable=SC2086
    ebm-solve $arguments > /dev/full 2> "$folder/err"
    check "exit on a full disk ($arguments)" $? 2
    check "words about a full disk" "$(cat "$folder/err")" "ebm-solve: standard output: No space left on device"
  done
fi

# Closed standard streams.
ebm-solve "$puzzle" >&- 2> "$folder/err"
check "exit with standard output closed" $? 2
check "words about a closed standard output" "$(cat "$folder/err")" "ebm-solve: standard output: Bad file descriptor"
ebm-solve - <&- 2> "$folder/err"
check "exit with standard input closed" $? 2
check "words about a closed standard input" "$(cat "$folder/err")" "ebm-solve: -: Bad file descriptor"
check "answer with standard error closed" "$(ebm-solve "$puzzle" nowhere 2>&-)" "$solution"

# Terminals: a grid for one puzzle, lines for several, bold givens unless told not to, help for none at all.
if command -v script > /dev/null; then
  terminal() { TERM=xterm LC_ALL=C script -qec "$1" /dev/null < /dev/null | tr -d '\r'; }
  bold=$'\e[1m4\e[0m'
  check "grid on a terminal" "$(terminal "ebm-solve $puzzle" | sed -n 2p | cut -c 1-15)" "| $bold 6 8"
  check "grid without colour" "$(terminal "NO_COLOR=1 ebm-solve $puzzle" | sed -n 2p)" "| 4 6 8 | 9 3 1 | 5 2 7 |"
  check "grid on a dumb terminal" "$(terminal "TERM=dumb ebm-solve $puzzle" | sed -n 2p)" "| 4 6 8 | 9 3 1 | 5 2 7 |"
  check "lines for two puzzles" "$(terminal "ebm-solve $puzzle $puzzle")" "$solution"$'\n'"$solution"
  printf '%s\n%s\n' $puzzle $puzzle > "$folder/two"
  check "lines for a file of two" "$(terminal "ebm-solve $folder/two")" "$solution"$'\n'"$solution"
  check "progress with --quiet" "$(terminal "ebm-solve -q -t 1 -c ${puzzle//[1-9]/.} > $folder/out")" ""
  terminal "ebm-solve --progress $folder/many > $folder/out" > "$folder/live"
  check "progress on a terminal" "$(grep -c ' puzzles*, .*/s' "$folder/live")" 1
  # The line is gone at the end.
  check "end of progress" "$(tail -c 3 "$folder/live")" $'\e[K'
fi
many | ebm-solve --progress > "$folder/out" 2> "$folder/err"
check "progress off a terminal" "$(cat "$folder/err")" ""
exit $fault
