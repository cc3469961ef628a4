# shellcheck shell=bash
# What the scripts share: where programs are, how they speak and wait, how what is missing is installed, and what the whole
# suite is.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
# Programs of packages that are not installed; unpack puts them there.
unpacked=$(realpath -m "$target/unpacked")
# The directories of system programs are not on every user's PATH.
PATH=$PATH:/usr/sbin:/sbin:$HOME/.cargo/bin:$unpacked/usr/sbin:$unpacked/usr/bin

me=$(realpath --relative-to="$root" "$0")

say() { printf '%s: %s\n' "$me" "$*" >&2; }
fail() { say "$*"; exit 1; }
step() { say "$*"; "$@"; }

# Runs a program in the background and waits for it, so that a signal is obeyed at once. Who calls this ends $child where
# there is one.
child=
attend() {
    local status=0
    "$@" <&0 &
    child=$!
    wait "$child" || status=$?
    child=
    return "$status"
}
# shellcheck disable=SC2317  # traps call it
end_child() {
    if [[ -n $child ]]; then
        kill "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
}
end_at_signals() {
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# --- installing ---

sudo=()
if [[ $(id -u) != 0 ]]; then sudo=(sudo --); fi

as_root() {
    [[ ${#sudo[@]} == 0 ]] || command -v sudo >/dev/null ||
        fail "neither root nor sudo here: please run this as root: $*"
    "${sudo[@]}" "$@"
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends "$@" >&2; }

# The programs of a package without the package, beside what cargo builds: its services are not started, nothing that keeps
# the clock is replaced, and no configuration is written.
unpack() {
    local download
    say "unpacking $1 into $unpacked"
    mkdir -p "$unpacked"
    download=$(mktemp -d)
    # APT's own user, to whom root would leave the download, may have no access to this directory.
    (cd "$download" && apt-get download -qq -o APT::Sandbox::User=root "$1")
    dpkg-deb --extract "$download"/*.deb "$unpacked"
    # Only chrony needs libraries that a machine may lack; the others' dependencies are services and web pages.
    if [[ $1 == chrony ]]; then apt_get satisfy "$(dpkg-deb --field "$download"/*.deb Depends)"; fi
    rm -r "$download"
}

# Packages of Debian. What would start a service of its own at once, or replace this machine's time service, is unpacked.
apt_install() {
    local package packages=()
    say "root installs with apt-get: $*"
    apt_get update
    for package in "$@"; do
        case $package in
            # It wants a mail server and a web server, which start at once.
            nagios4-core) unpack "$package" ;;
            # Without systemd no service of theirs is started.
            chrony | prometheus | prometheus-node-exporter)
                if [[ -d /run/systemd/system ]]; then unpack "$package"; else packages+=("$package"); fi
                ;;
            *) packages+=("$package") ;;
        esac
    done
    if ((${#packages[@]})); then apt_get install "${packages[@]}"; fi
}

# Packages of Fedora, which starts no service that it installs, but would at the next boot.
dnf_install() {
    say "root installs with dnf: $*"
    as_root dnf install -y -q --setopt=install_weak_deps=False "$@" >&2
    if [[ " $* " == *" chrony "* && -d /run/systemd/system ]]; then
        as_root systemctl disable --quiet chronyd.service >&2
    fi
}

# An environment of Python beside what cargo builds, with the packages of a list. They are taken as they are, without what
# else they would bring along: the list is complete.
python_with() {
    local environment=$target/python/$1
    "$environment/bin/python" -m pip --version >/dev/null 2>&1 || python3 -m venv "$environment"
    # Not by the program pip, which knows only the place where the environment was made.
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --requirement "$root/$2"
}

# --- containers ---

# Begins a run of containers that these compose files describe. Sets $compose, the command for them, and $run, a directory of
# the run's own, after which its project is named; the files know it as SECOND_HAND_TEST_RUN.
begin_containers() {
    local file name=$1
    docker info >/dev/null 2>&1 || fail "no Docker engine answers"
    if docker compose version >/dev/null 2>&1; then
        compose=(docker compose)
    elif command -v docker-compose >/dev/null; then
        compose=(docker-compose)
    else
        fail "neither docker compose nor docker-compose is here: please install one of them"
    fi
    for file in "${@:2}"; do compose+=(-f "$file"); done
    run=$(mktemp -d "/tmp/second-hand-$name.XXXXXX")
    chmod 0755 "$run"
    COMPOSE_PROJECT_NAME=${run##*/}
    COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME//./-}
    export COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME,,} SECOND_HAND_TEST_RUN=$run
}
# Removes them and their network, and images as compose's `down` is told. What is not of the compose files has the run's label.
# shellcheck disable=SC2317  # traps call it
end_containers() {
    docker ps --all --quiet --filter "label=second-hand.test=$run" | xargs -r docker rm --force --volumes >/dev/null
    "${compose[@]}" down --volumes --remove-orphans "$@" >/dev/null 2>&1 || true
}

# --- the suite ---

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
