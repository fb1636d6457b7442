# Steps, their times and the closing summary. Sourced by scripts/test.

step_lines=()
step_failures=0
suite_began=$SECONDS
notes=()

# step NAME COMMAND...: runs the command, remembers how it went.
step() {
  local name=$1 began=$SECONDS
  shift
  echo
  echo "== $name"
  if "$@"; then
    step_lines+=("$(printf 'ok      %5d s  %s' $((SECONDS - began)) "$name")")
  else
    step_lines+=("$(printf 'FAILED  %5d s  %s' $((SECONDS - began)) "$name")")
    step_failures=$((step_failures + 1))
  fi
}

# must NAME COMMAND...: a step without which the others mean nothing.
must() {
  step "$@"
  if [ "$step_failures" -gt 0 ]; then
    summary
    exit 1
  fi
}

# note TEXT: something the reader of the summary has to know, such as a check that could not be made in full.
note() {
  notes+=("$1")
  echo "note: $1"
}

# run_tests: every test of the workspace; refuses ignored ones, for a check that is skipped is not a check.
run_tests() {
  local output="target/test-output.txt" status=0 passed failed ignored
  mkdir -p target
  if [ ! -d "${PARAPH_CORPUS:-../shared/corpus}" ]; then
    note "no corpus of third-party documents here: the tests over it did not run"
  fi
  cargo test --locked --workspace --features paraph/end-to-end --no-fail-fast 2>&1 | tee "$output" || status=1
  read -r passed failed ignored < <(awk '
    /^test result:/ { passed += $4; failed += $6; ignored += $8 }
    END { print passed + 0, failed + 0, ignored + 0 }' "$output")
  note "tests: $passed passed, $failed failed, $ignored ignored"
  if [ "$passed" -eq 0 ] || [ "$ignored" -gt 0 ]; then
    echo "error: a run with no tests, or with ignored ones, proves nothing" >&2
    status=1
  fi
  return "$status"
}

# check_dependencies: licences, sources and duplicates; advisories too where their database can be fetched.
check_dependencies() {
  local deny="cargo-deny"
  command -v cargo-deny >/dev/null || deny="$tools_folder/bin/cargo-deny"
  if "$deny" fetch db >/dev/null 2>&1; then
    "$deny" --log-level error check
  else
    note "the advisory database is out of reach: known vulnerabilities of dependencies were not looked up"
    "$deny" --log-level error check bans licenses sources
  fi
}

summary() {
  echo
  echo "== summary"
  printf '%s\n' "${step_lines[@]}"
  [ "${#notes[@]}" -eq 0 ] || printf 'note: %s\n' "${notes[@]}"
  echo "in all $((SECONDS - suite_began)) s"
  if [ "$step_failures" -gt 0 ]; then
    echo "FAILED: $step_failures of ${#step_lines[@]} steps"
    return 1
  fi
  echo "passed: all ${#step_lines[@]} steps"
}
