# Sourced by gpu-check.sh: rows of its table, each with a time limit, and what several of them need. A step is a function
# that prints "WHERE IT RAN|RESULT" and returns 0, or says on stderr why it failed; files it leaves in $work are what later
# steps read. Set by the caller: $slack (limits are so many times longer) $program $device $gpu_index $work $budget_s $size $runs $pipeline $film $flow $segments $failed.

# Process group of the step that runs; nothing between steps.
group=

# Adds a row: what, limit in seconds, the step and its arguments. What fails or takes too long is a row, and the rest goes on.
step() {
  local what=$1 limit=$2 start=$SECONDS code said where=- verdict=ok
  shift 2
  limit=$((limit * ${slack:-1}))
  limit_s=$((budget_s - SECONDS < limit ? budget_s - SECONDS : limit))
  if [ "$limit_s" -lt 3 ]; then
    row "$what" - "NOT RUN: the $((budget_s / 60)) minutes are spent" 0
    return
  fi
  # A group of its own: what a step started ends with it, and a script that is told to end does not wait for a step's limit.
  set -m
  (set +m -e; "$@") >"$work/said" 2>"$work/err" </dev/null & group=$!
  set +m
  wait "$group"
  code=$?
  end_step
  said=$(tail -n 1 "$work/said")
  case $code in
    0) where=${said%%|*} said=${said#*|} ;;
    124 | 137) verdict=FAILED said="took longer than $limit_s s, and was stopped" ;;
    *) verdict=FAILED said=$(grep -v '^ *$' "$work/err" | tail -n 1) said=${said:-exit code $code, without a word} ;;
  esac
  [ $verdict = ok ] || said="FAILED: ${said#movie-data: }"
  row "$what" "$where" "$said" $((SECONDS - start))
}

# The second wait takes the word "Killed" that bash has for a step it killed.
end_step() {
  [ -z "$group" ] || { kill -KILL -- "-$group"; wait "$group"; } 2>/dev/null
  group=
}

row() {
  [[ $3 == FAILED:* || $3 == "NOT RUN:"* ]] && failed=$((failed + 1))
  printf '| %s | %s | %s | %s |\n' "$1" "$2" "${3//|//}" "$4" >>"$work/table"
  printf '%-34s %s\n' "$1" "$3" >&2
}

# The program, stopped at the step's limit; it says what it has to say on stderr.
limited() { timeout --foreground -k 5 "$limit_s" "$program" "$@"; }

# The same with all its words in a file, the first argument; of a run that failed the last of them are told.
told() {
  local out=$1 code=0
  shift
  limited "$@" >"$out" 2>&1 || code=$?
  [ $code = 0 ] || tail -n 1 "$out" >&2
  return $code
}

fail() { echo "$*" >&2; return 1; }

# Value of a key in one of the program's JSON documents; the first there is.
value() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$2" | head -n 1; }

calc() { awk "BEGIN { printf \"$1\", $2 }"; }

# Fails unless a document says that the device which was asked for did the work; takes one that says otherwise away.
ran_on_device() {
  local where
  where=$(value device "$1")
  if [[ $where != "$device"* ]]; then
    mv "$1" "$1.elsewhere"
    fail "ran on ${where:-an unknown device}, not on $device"
  fi
}

# --- what is here -----------------------------------------------------------------------------------------------------

machine() {
  local cpu memory gpu=
  cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
  memory=$(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)
  if [ "$device" = cuda ]; then
    gpu="; $(timeout --foreground 20 nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader -i "$gpu_index" 2>/dev/null ||
      echo 'nvidia-smi does not answer: how busy the GPU is will not be known')"
  fi
  echo "-|${cpu:-unknown processor}, $(nproc) cores, $memory; $("$program" --version | head -n 1)${gpu//$'\n'/ }"
}

libraries() {
  limited doctor >"$work/doctor.txt" || true
  local line
  line=$(grep -i "^[a-z]* *$device " "$work/doctor.txt" || grep -i '^[a-z]* *ONNX Runtime' "$work/doctor.txt" || true)
  [[ $line == ok* ]] || fail "$(sed 's/^[A-Za-z]* *//' <<<"${line:-doctor says nothing of $device}")"
  sed 's/^ok *\([^ ]* [^ ]*\) */\1: /; s/^/-|/' <<<"$line"
}

# The models need none of them; the film's rows do.
programs() {
  local missing
  missing=$(sed -n 's/^MISSING *//p' "$work/doctor.txt" | tr -s ' ' | paste -sd ';')
  [ -z "$missing" ] || fail "$missing: the rows of the film need it, those of the models ran without"
  sed -n 's/^ok *ffmpeg */-|/p' "$work/doctor.txt"
}

# --- the models -------------------------------------------------------------------------------------------------------

# Names of the networks of a task that the program brings.
networks() {
  awk -F'"' -v task="$1" '/"name"/ { name = $4 } /"task"/ { is = $4 == task } /"file": "/ && is { print name }' "$work/models.json"
}

check() {
  local json=$work/check-$1.json
  limited models check "$1" --device "$device" --flow-pairs 1 --against-cpu --size "$size" --json >"$json.new"
  mv "$json.new" "$json"
  ran_on_device "$json"
  local nodes told
  nodes=$(value nodes "$json")
  told="$(value nodes_on_cpu "$json") of $nodes nodes fell to the CPU$(sed -n '/"operators_on_cpu": {$/,/}/ s/^ *"\([A-Za-z]*\)": \([0-9]*\),*$/ \1 \2/p' "$json" | paste -sd ',')"
  [ -n "$nodes" ] || told="all nodes on the CPU, as asked"
  if grep -q '"epe_px"' "$json"; then
    echo "$(value device "$json")|$(calc '%.1f %% right; against the CPU mean %.4f px, %.2f %% within 0.05 px, at most %.2f px' \
      "$(value share_right "$json") * 100, $(value epe_px "$json"), $(value share_near "$json") * 100, $(value most_px "$json")"); $told"
  else
    echo "$(value device "$json")|$(calc 'overlap %.3f; %.2f %% of the mask as on the CPU' \
      "$(value overlap "$json"), $(value share_equal "$json") * 100"); $told"
  fi
}

# An entry that reads its network with the wrong sign must be refused here too.
garbage() {
  local name=$1 file
  file=$(awk -F'"' -v want="$name" '/"name"/ { is = $4 == want } /"file"/ && is { print $4 }' "$work/models.json")
  cp "$file" "$work/"
  { echo models:
    sed -n "/^  $name:/,/^  [a-z].*:\$/p" "$(dirname "$file")/models.yaml" | sed -e '1s/.*/  garbage:/' -e '2,${/^  [a-z]/d}' \
      -e 's/sign: 1\b/sign: -1/'; } >"$work/garbage.yaml"
  if limited models check garbage --models "$work/garbage.yaml" --device "$device" >"$work/garbage.txt" 2>&1; then
    fail "an entry of the wrong sign passed"
  fi
  grep -q 'wrong sign' "$work/garbage.txt" || fail "$(tail -n 1 "$work/garbage.txt")"
  echo "$device|refused: wrong sign"
}

# Bare rate and stage rate of a model, so many pairs in a run.
bench() {
  local json=$work/bench-$1-$2.json
  limited models bench "$1" --device "$device" --flow-pairs "$2" --runs "$runs" --size "$size" --json >"$json.new"
  mv "$json.new" "$json"
  ran_on_device "$json"
  echo "$(value device "$json")|$(calc 'bare %.2f, stage %.2f a second (%.2f); loading %.1f s' \
    "$(value bare_per_s "$json"), $(value stage_per_s "$json"), $(value ratio "$json"), $(value loading_ms "$json") / 1000")"
}

# Of the benches of a model: the largest value of a key, and the pairs in a run that have it.
best_bench() {
  for json in "$work/bench-$1"-*.json; do
    [ ! -e "$json" ] || echo "$(value "$2" "$json") $(value flow_pairs "$json")"
  done | sort -rn | head -n 1
}

# --- the whole pipeline -----------------------------------------------------------------------------------------------

render() {
  told "$work/synth.txt" synth --out "$work/film" --seconds 20
  mv "$work/film/film.mkv" "$work/film.mkv"
  rm -r "$work/film"
  echo "cpu|$(tail -n 1 "$work/synth.txt" | sed 's/, truth in .*//; s/.*: //'), $(du -h "$work/film.mkv" | cut -f 1)"
}

plan() {
  told "$work/plan.txt" plan --pipeline "$pipeline" --out "$work/planned" "$film"
  told "$work/plan.json" status "$work/planned" --json
  echo "cpu|$(value planned "$work/plan.json") pairs in $(value segments_total "$work/plan.json") segments"
}

# Extracts the planned film into $work/NAME: name, then flags of extract. Leaves NAME.txt: pairs a second, CPU s a pair, pairs.
extract() {
  local name=$1 watch= spent code=0 rate pairs
  shift
  rm -rf "${work:?}/$name"
  cp -r "$work/planned" "$work/$name" || return
  if [ "$device" = cuda ]; then
    timeout --foreground "$limit_s" nvidia-smi --query-gpu=utilization.gpu,memory.used --format=csv,noheader,nounits -i "$gpu_index" -lms 500 \
      >"$work/$name.gpu" 2>/dev/null & watch=$!
  fi
  spent=$( { TIMEFORMAT='%U %S'; time told "$work/$name.log" extract --pipeline "$pipeline" --out "$work/$name" --device "$device" \
    --limit "$segments" --metrics "$work/$name.prom" "$@" "$film" 2>"$work/$name.last"; } 2>&1) || code=$?
  [ -z "$watch" ] || kill "$watch" 2>/dev/null || true
  [ $code = 0 ] || { cat "$work/$name.last" >&2; return $code; }
  pairs=$(awk '/^movie_data_samples_(kept|rejected)_total/ { n += $NF } END { print n + 0 }' "$work/$name.prom")
  rate=$(awk '/^movie_data_samples_per_second / { print $2 }' "$work/$name.prom")
  [ "$pairs" -gt 0 ] && [ -n "$rate" ] || fail "no pair was measured" || return
  ran_on_device "$work/$name/manifest.json" || return
  digest "$name" >"$work/$name.sha256"
  find "$work/$name" -name '*.parquet' -delete
  echo "$*" >"$work/$name.flags"
  echo "$rate $(calc %.4f "(${spent/ / + }) / $pairs") $pairs" >"$work/$name.txt"
}

# A row of one extraction: its rate, what it cost, and how busy GPU and Flow stage were.
pipeline() {
  local rate cost pairs bare busy=
  extract "$@"
  read -r rate cost pairs <"$work/$1.txt"
  read -r bare _ <<<"$(best_bench "$flow" bare_per_s)"
  if [ "$device" = cuda ]; then
    busy="; GPU $(gpu_busy "$work/$1.gpu")"
    [ "$busy" != "; GPU 0 % busy" ] || fail "nvidia-smi saw nothing run on the GPU"
  fi
  echo "$(value device "$work/$1/manifest.json")|$(calc '%.2f pairs/s' "$rate")$([ -z "$bare" ] || calc ', %.2f of the bare rate' \
    "$rate / $bare"); $cost CPU s a pair; $pairs pairs$busy; Flow $(stage_busy Flow "$work/$1.prom")"
}

# What nvidia-smi said, a line a sample, from the first in which something ran to the last: "87 % busy, 2.1 GB (40 samples)".
gpu_busy() {
  awk -F', *' '$1 ~ /^[0-9]+$/ && $2 ~ /^[0-9]+$/ { n++; busy[n] = $1; if ($1 > 0) { first = first ? first : n; last = n }
      most = $2 > most ? $2 : most }
    END {
      if (!n) { print "load not told by nvidia-smi"; exit }
      if (!first) { print "0 % busy"; exit }
      for (i = first; i <= last; i++) sum += busy[i]
      printf "%.0f %% busy, %.1f GB (%d samples)\n", sum / (last - first + 1), most / 1024, last - first + 1 }' "$1" 2>/dev/null ||
    echo "load not told by nvidia-smi"
}

# Share of its time in which a stage worked, by the run's metrics.
stage_busy() {
  awk -v stage="$1" 'tolower($0) ~ "^movie_data_stage_seconds_total.*stage=\"" tolower(stage) "\"" {
      all += $2; if ($0 ~ /state="busy"/) busy += $2 }
    END { if (all) printf "busy %.0f %%", 100 * busy / all; else printf "load not told" }' "$2"
}

# The bytes that a dataset promises.
digest() { (cd "$work/$1" && find manifest.json films data frames ledger -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum; }

# Whether two extractions that are there gave the same bytes; one that failed says nothing.
equal() {
  [ -e "$work/$1.sha256" ] && [ -e "$work/$2.sha256" ] || fail "$1 or $2 failed"
  if ! cmp -s "$work/$1.sha256" "$work/$2.sha256"; then
    echo false >"$work/same"
    fail "$2 gave other bytes than $1"
  fi
  echo "$(value device "$work/$2/manifest.json")|equal, $(cut -d ' ' -f 3 "$work/$2".{txt,rate} 2>/dev/null) pairs"
}

# A row of an extraction whose frames the GPU decodes, held against the bytes of one that is there; where the GPU did not
# decode them, why, and no figure.
decoded_by_gpu() {
  local software=$1 told
  shift
  told=$(pipeline nvdec "$@" --decoder cuda)
  mv "$work/nvdec.txt" "$work/nvdec.rate"    # counts if it is the GPU's, and right
  equal "$software" nvdec >/dev/null
  if grep -q 'decoded in software, not by the GPU: ' "$work/nvdec.log"; then
    told="-|decoded in software: $(sed -n 's/.*decoded in software, not by the GPU: //p' "$work/nvdec.log" | tail -n 1)"
  else
    grep -q 'decoded by the GPU: ' "$work/nvdec.log" || fail "the program does not say what decoded the film"
    mv "$work/nvdec.rate" "$work/nvdec.txt"
  fi
  echo "$told; same bytes as without"
}

# A second extraction with the flags of one that is there.
again() {
  local flags
  read -ra flags <"$work/$1.flags"
  extract again "${flags[@]}"
  equal "$1" again
  [ -e "$work/same" ] || echo true >"$work/same"
}

# Rate and name of the fastest extraction.
fastest() {
  for file in "$work"/{defaults,workers-*,pairs-*,nvdec}.txt; do
    [ ! -e "$file" ] || echo "$(cut -d ' ' -f 1 "$file") $(basename "$file" .txt)"
  done | sort -rn | head -n 1
}

# Of the numbers given, those next to the first one: half to twice of it.
near() {
  local to=$1 n
  shift
  for n; do [ "$n" = "$to" ] || [ "$n" -gt $((2 * to)) ] || [ $((2 * n)) -lt "$to" ] || echo "$n"; done
}

# With too little memory a run says so in one line, or does with less; it never dies of it.
too_little() {
  local code=0 memory=(--memory-mb-max 256)
  [ "$device" != cuda ] || memory=(--gpu-mb-max 512 --flow-pairs 16)
  extract too-little "${memory[@]}" 2>"$work/too-little.err" || code=$?
  case $code in
    0) echo "$device|${memory[*]}: went through with it" ;;
    1 | 2) grep -qi memory "$work/too-little.log" || fail "${memory[*]}: $(tail -n 1 "$work/too-little.log")"
      echo "$device|${memory[*]}: exit code $code, $(grep -i memory "$work/too-little.log" | tail -n 1 | sed 's/^movie-data: //' | cut -c 1-160)" ;;
    *) fail "${memory[*]}: exit code $code: $(tail -n 1 "$work/too-little.log")"; ;;
  esac
}

# --- what is told at the end ------------------------------------------------------------------------------------------

# The device's name, of whatever ran: its own word for itself, and of a processor its model.
named() {
  local name
  name=$(cat "$work"/check-*.json "$work"/bench-*.json 2>/dev/null | sed -n 's/^ *"device": "\(.*\)",*$/\1/p' | head -n 1)
  [ "$name" != cpu ] || name="cpu $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores"
  echo "${name:-$device, of which nothing ran}"
}

# The six figures; null: not measured.
figures() {
  local bare rate= cost= best share=null same=null
  read -r bare _ <<<"$(best_bench "$flow" bare_per_s)"
  read -r _ best <<<"$(fastest)"
  [ -z "$best" ] || read -r rate cost _ <"$work/$best.txt"
  [ -z "$bare" ] || [ -z "$rate" ] || share=$(calc %.4f "$rate / $bare")
  [ ! -e "$work/same" ] || same=$(<"$work/same")
  printf '{\n  "device": "%s",\n  "bare_pairs_s": %s,\n  "pipeline_pairs_s": %s,\n  "share": %s,\n  "cpu_s_pair": %s,\n  "same_bytes": %s\n}\n' \
    "$(named)" "${bare:-null}" "${rate:-null}" "$share" "${cost:-null}" "$same"
}

report() {
  local best
  read -r _ best <<<"$(fastest)"
  echo "\`gpu-check.sh\` on $(named), $(date -u +%F), pictures of $size, $SECONDS s${best:+; fastest: $(<"$work/$best.flags")}:"
  echo
  cat "$work/table"
}
