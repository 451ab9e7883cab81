#!/bin/sh
# Calls rustc for the crates of this workspace, with what libFuzzer needs to see where an input leads: counters per edge
# and the operands of comparisons. The flags are stable rustc's and those that cargo-fuzz passes. Build scripts run on
# their own and have nobody to report to.
case " $* " in
*" --crate-name build_script_"* | *" --crate-type proc-macro "*) exec "$@" ;;
esac
exec "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1
