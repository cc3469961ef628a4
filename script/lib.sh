# shellcheck shell=bash
# What the scripts share: where programs are, how they speak, and what the whole suite is. Sourced in the repository's root.

target=${CARGO_TARGET_DIR:-target}
# Programs of packages that are not installed; script/test puts them there.
unpacked=$(realpath -m "$target/unpacked")
# The directories of system programs are not on every user's PATH.
PATH=$PATH:/usr/sbin:/sbin:$HOME/.cargo/bin:$unpacked/usr/sbin:$unpacked/usr/bin

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() { say "$*"; exit 1; }
step() { say "$*"; "$@"; }

# Every test but those that need containers. They wait for daemons more than they compute, so more of them run at once than
# there are cores.
# shellcheck disable=SC2034  # the scripts use it
at_once=8
plain_suite=(cargo test --workspace --lib --bins --tests --no-fail-fast)
suite() {
    if cargo nextest --version >/dev/null 2>&1; then
        step cargo nextest run --workspace --no-fail-fast --test-threads "$1"
    else
        step "${plain_suite[@]}" -- --test-threads "$1"
    fi
}
