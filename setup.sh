# What ./p2ikt-live and ./test.sh share: installing what a fresh Debian or Ubuntu lacks. Sourced, not run.

say() { printf 'p2ikt-live: %s\n' "$*" >&2; }

# Asks whether to install something. Who is not there to answer is not asked: only a terminal without CI in its environment is, and
# only without --yes, which the scripts take as their first argument and pass on as P2IKT_YES.
confirm() {
    [ -z "${P2IKT_YES-}" ] && [ -z "${CI-}" ] && [ -t 0 ] && [ -t 2 ] || return 0
    local answer
    printf 'p2ikt-live: %s [Y/n] ' "$1" >&2
    read -r answer || answer=n
    case $answer in '' | [yY] | [yY][eE][sS]) return 0 ;; esac
    say "nothing was installed; $2"
    return 1
}

# Installs Debian packages, asking sudo where needed.
install_packages() {
    if ! command -v apt-get >/dev/null; then
        say "please install with your package manager: $*"
        exit 1
    fi
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { say "please install as root: apt-get install $*"; exit 1; }
        sudo=(sudo)
    fi
    confirm "install $* from your distribution?" "install it yourself with: apt-get install $*" || exit 1
    say "installing $* ..."
    # A package list that is old or absent fails only when the package is asked for; then it is fetched and asked again.
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 ||
        { "${sudo[@]}" apt-get update -q >/dev/null &&
            "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null; } ||
        { say "could not install $*: run 'apt-get install $*' to see why"; exit 1; }
}

# need_library SONAME PACKAGE...: the first of the packages that this release knows (their names change between releases).
need_library() {
    local name=$1
    shift
    # Read whole before it is searched: under pipefail a search that ends early makes the lister look failed.
    local libraries
    libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null)
    case $libraries in *"$name"*) return ;; esac
    local package
    for package in "$@"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            install_packages "$package"
            return
        fi
    done
    install_packages "${@: -1}"
}

# The .NET SDK that global.json asks for: from the distribution, else with Microsoft's own script into ~/.dotnet.
need_dotnet() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    has_sdk() { command -v dotnet >/dev/null && case $'\n'$(dotnet --list-sdks 2>/dev/null) in *$'\n10.'*) true ;; *) false ;; esac; }
    has_sdk && return
    [ -x "$HOME/.dotnet/dotnet" ] && export DOTNET_ROOT="$HOME/.dotnet" PATH="$HOME/.dotnet:$PATH"
    has_sdk && return
    if apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
        install_packages dotnet-sdk-10.0
        return
    fi
    confirm "install the .NET 10 SDK into $HOME/.dotnet with Microsoft's script?" \
        "get it from https://dotnet.microsoft.com/download and start again" || exit 1
    command -v curl >/dev/null || install_packages curl ca-certificates
    local script
    script=$(mktemp)
    say "installing the .NET 10 SDK into $HOME/.dotnet ..."
    if ! curl -fsSL https://dot.net/v1/dotnet-install.sh -o "$script" || ! bash "$script" --channel 10.0 --install-dir "$HOME/.dotnet" >/dev/null; then
        rm -f "$script"
        say "the .NET 10 SDK could not be installed: get it from https://dotnet.microsoft.com/download and start again"
        exit 1
    fi
    rm -f "$script"
    export DOTNET_ROOT="$HOME/.dotnet" PATH="$HOME/.dotnet:$PATH"
}
