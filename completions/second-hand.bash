# Completions of second-hand for bash, made by `cargo run -p generate`.

_second_hand_files() {
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_second_hand_hosts() {
    if [[ $1 == /* ]]; then
        _second_hand_files "$1"
    else
        mapfile -t COMPREPLY < <(compgen -P "${1%"${1##*,}"}" -A hostname -- "${1##*,}")
    fi
}

_second_hand() {
    local command='' option='' words='' current=''
    local -a typed
    local word
    # As they were typed: bash parts words at = and :, too.
    read -ra typed <<<"${COMP_LINE:0:COMP_POINT}"
    [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] || {
        current=${typed[-1]}
        unset 'typed[-1]'
    }
    for word in "${typed[@]:1}"; do
        if [[ $option ]]; then
            option=''
            continue
        fi
        case $word in
        -H | --host | -p | --port | -t | --timeout | -f | --format | --color | -o | --output | --generate | -w | --warning | -c | --critical) option=$word ;;
        status | tracking | sources | stats | rtc | all | check | explain | help) [[ $command ]] || command=$word ;;
        esac
    done
    if [[ ! $option && $current == --*=* ]]; then
        option=${current%%=*}
        current=${current#*=}
    fi
    case $command:$option in
    *:-H | *:--host) _second_hand_hosts "$current"; return ;;
    *:-f | *:--format) words='table json prometheus html' ;;
    *:--color) words='auto always never' ;;
    *:-o | *:--output) _second_hand_files "$current"; return ;;
    *:--generate) words='man bash zsh fish elvish powershell' ;;
    check:-w | check:--warning) words='error= offset= stratum= skew= age= sources= reach= rtc= authenticated='; compopt -o nospace ;;
    check:-c | check:--critical) words='error= offset= stratum= skew= age= sources= reach= rtc= authenticated='; compopt -o nospace ;;
    *:)
        if [[ $current == -* ]]; then
            words='-H --host -p --port -t --timeout --json -f --format --color --plain -n --numeric --no-why --explain -o --output -h --help'
            case $command in
            sources) words+=' --chart --no-chart' ;;
            all) words+=' --no-rtc --chart --no-chart' ;;
            check) words+=' -w --warning -c --critical' ;;
            '') words+=' --generate -V --version' ;;
            esac
        else
            case $command in
            '' | help) words='status tracking sources stats rtc all check explain' ;;
            explain) words='address authentication drift_ppm error_seconds frequency_ppm last_offset_seconds last_sample_age_seconds leap_status max_error_seconds measured_offset_seconds mode name ntp_data offset_error_seconds offset_seconds poll_interval_seconds poll_log2_seconds reachability reachability_octal ref_time ref_time_unix_seconds reference_address reference_id reference_name residual_frequency_ppm rms_offset_seconds root_delay_seconds root_dispersion_seconds runs samples selection skew_ppm span_seconds spare state std_dev_seconds stratum symbol system_time_offset_seconds update_interval_seconds' ;;
            esac
        fi
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _second_hand second-hand
