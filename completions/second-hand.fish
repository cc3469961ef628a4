# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_second_hand_global_optspecs
    string join \n H/host= p/port= t/timeout= json f/format= color= n/numeric no-why explain o/output= h/help V/version
end

function __fish_second_hand_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_second_hand_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_second_hand_using_subcommand
    set -l cmd (__fish_second_hand_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c second-hand -n "__fish_second_hand_needs_command" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_needs_command" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_needs_command" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_needs_command" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_needs_command" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_needs_command" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_needs_command" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_needs_command" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_needs_command" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c second-hand -n "__fish_second_hand_needs_command" -s V -l version -d 'Print version'
complete -c second-hand -n "__fish_second_hand_needs_command" -f -a "status" -d 'Is the clock right, and if not, why? The default'
complete -c second-hand -n "__fish_second_hand_needs_command" -f -a "tracking" -d 'How well the system clock is synchronized'
complete -c second-hand -n "__fish_second_hand_needs_command" -f -a "sources" -d 'The time sources chronyd polls, and which of them it uses'
complete -c second-hand -n "__fish_second_hand_needs_command" -f -a "stats" -d 'What chronyd has estimated about each source'
complete -c second-hand -n "__fish_second_hand_needs_command" -f -a "rtc" -d 'The hardware clock, as chronyd tracks it'
complete -c second-hand -n "__fish_second_hand_needs_command" -f -a "all" -d 'The four reports, from one fetch'
complete -c second-hand -n "__fish_second_hand_needs_command" -f -a "check" -d 'One line and an exit status for Nagios, Icinga and cron'
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_using_subcommand tracking" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -l chart -d 'Chart how the sources agree, not only on a terminal'
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -l no-chart -d 'No chart, not even on a terminal'
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_using_subcommand sources" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_using_subcommand rtc" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -l no-rtc -d 'Leave the hardware clock out'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -l chart -d 'Chart how the sources agree, not only on a terminal'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -l no-chart -d 'No chart, not even on a terminal'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_using_subcommand all" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s w -l warning -d 'WARNING outside [METRIC=]RANGE, as often as wanted' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s c -l critical -d 'CRITICAL outside [METRIC=]RANGE, as often as wanted' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s H -l host -d 'Where to ask; of several, the first answer wins' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s p -l port -d 'UDP port, where the host does not name one' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s t -l timeout -d 'Limit of the whole run: 500ms, 2s, 1m' -r
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s f -l format -d 'Form' -r -f -a "table\t'For people'
json\t'One JSON document'
prometheus\t'Metrics, for a textfile collector of Prometheus'"
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless the environment objects'
always\t'Always'
never\t'Never'"
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s o -l output -d 'Write to FILE: complete, or not at all' -r -F
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -l json -d 'The same as --format json'
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s n -l numeric -d 'Addresses only, not the configured names'
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -l no-why -d 'Ask for no more than the reports'
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -l explain -d 'Say below each table what its fields mean'
complete -c second-hand -n "__fish_second_hand_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
