# Completions of second-hand for fish, made by `cargo run -p generate`.

# The command on the line, if there is one yet.
function __second_hand_command
    set -l value
    for word in (commandline -opc)[2..-1]
        if set -q value[1]
            set -e value[1]
            continue
        end
        switch $word
            case -H --host -p --port -t --timeout -f --format --color -o --output --generate -w --warning -c --critical
                set value coming
            case status tracking sources stats rtc all check explain help
                echo $word
                return 0
        end
    end
    return 1
end

function __second_hand_awaits_command
    set -l command (__second_hand_command)
    test -z "$command" -o "$command" = help
end

# Hosts, of which several may stand with commas; or the path of a socket.
function __second_hand_hosts
    if string match -q '/*' -- (commandline -ct)
        __fish_complete_path (commandline -ct)
    else
        __fish_complete_list , __fish_print_hostnames
    end
end

complete -c second-hand -f
complete -c second-hand -n __second_hand_awaits_command -a status -d 'Is the clock right, and if not, why? The default'
complete -c second-hand -n __second_hand_awaits_command -a tracking -d 'How well the system clock is synchronized'
complete -c second-hand -n __second_hand_awaits_command -a sources -d 'The time sources chronyd polls, and which of them it uses'
complete -c second-hand -n __second_hand_awaits_command -a stats -d 'What chronyd has estimated about each source'
complete -c second-hand -n __second_hand_awaits_command -a rtc -d 'The hardware clock, as chronyd tracks it'
complete -c second-hand -n __second_hand_awaits_command -a all -d 'The four reports, from one fetch'
complete -c second-hand -n __second_hand_awaits_command -a check -d 'One line and an exit status for Nagios, Icinga and cron'
complete -c second-hand -n __second_hand_awaits_command -a explain -d 'What a field means, what is good, what is not'
complete -c second-hand -s H -l host -x -a '(__second_hand_hosts)' -d 'Where to ask; of several, the first answer wins'
complete -c second-hand -s p -l port -x -d 'UDP port, where the host does not name one'
complete -c second-hand -s t -l timeout -x -d 'Limit of the whole run: 500ms, 2s, 1m'
complete -c second-hand -l json -d 'The same as --format json'
complete -c second-hand -s f -l format -x -a "table\t'For people' json\t'One JSON document' prometheus\t'Metrics, for a textfile collector of Prometheus' html\t'A web page in one file'" -d 'How to show the answer [default: table]'
complete -c second-hand -l color -x -a "auto\t'On a terminal, unless the environment objects' always\t'Always' never\t'Never'" -d 'When to use colours'
complete -c second-hand -l plain -d 'Words instead of pictures, for screen readers and logs'
complete -c second-hand -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -s o -l output -r -F -d 'Write to FILE: complete, or not at all'
complete -c second-hand -s h -l help -d 'Print help'
complete -c second-hand -n 'not __second_hand_command' -l generate -x -a "man\t'The manual page second-hand(1)' bash\t'Completions for bash' zsh\t'Completions for zsh' fish\t'Completions for fish' elvish\t'Completions for elvish' powershell\t'Completions for PowerShell'" -d 'Print the manual page, or the completions for a shell'
complete -c second-hand -n 'not __second_hand_command' -s V -l version -d 'Print version'
complete -c second-hand -n 'contains sources (__second_hand_command)' -l chart -d 'Chart how the sources agree, not only on a terminal'
complete -c second-hand -n 'contains sources (__second_hand_command)' -l no-chart -d 'No chart, not even on a terminal'
complete -c second-hand -n 'contains all (__second_hand_command)' -l no-rtc -d 'Leave the hardware clock out'
complete -c second-hand -n 'contains all (__second_hand_command)' -l chart -d 'Chart how the sources agree, not only on a terminal'
complete -c second-hand -n 'contains all (__second_hand_command)' -l no-chart -d 'No chart, not even on a terminal'
complete -c second-hand -n 'contains check (__second_hand_command)' -s w -l warning -x -a 'error= offset= stratum= skew= age= sources= reach= rtc= authenticated=' -d 'WARNING outside [METRIC=]RANGE, as often as wanted'
complete -c second-hand -n 'contains check (__second_hand_command)' -s c -l critical -x -a 'error= offset= stratum= skew= age= sources= reach= rtc= authenticated=' -d 'CRITICAL outside [METRIC=]RANGE, as often as wanted'
complete -c second-hand -n 'contains explain (__second_hand_command)' -a 'address authentication drift_ppm error_seconds frequency_ppm last_offset_seconds last_sample_age_seconds leap_status max_error_seconds measured_offset_seconds mode name ntp_data offset_error_seconds offset_seconds poll_interval_seconds poll_log2_seconds reachability reachability_octal ref_time ref_time_unix_seconds reference_address reference_id reference_name residual_frequency_ppm rms_offset_seconds root_delay_seconds root_dispersion_seconds runs samples selection skew_ppm span_seconds spare state std_dev_seconds stratum symbol system_time_offset_seconds update_interval_seconds'
