
use builtin;
use str;

set edit:completion:arg-completer[second-hand] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'second-hand'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'second-hand'= {
            cand -H 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand --host 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand -p 'UDP port'
            cand --port 'UDP port'
            cand -t 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand --timeout 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand -f 'How to show the answer [default: table]'
            cand --format 'How to show the answer [default: table]'
            cand --color 'When to use colours'
            cand -o 'Write to FILE instead of standard output: complete, or not at all'
            cand --output 'Write to FILE instead of standard output: complete, or not at all'
            cand --json 'The same as --format json'
            cand -n 'Addresses only: do not ask chronyd for the configured names'
            cand --numeric 'Addresses only: do not ask chronyd for the configured names'
            cand --explain 'Below each table, a line for each of its fields: what it means, what is good, what is not'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand tracking 'How well the system clock is synchronized'
            cand sources 'The time sources chronyd polls, and which of them it uses'
            cand stats 'What chronyd has estimated about each source'
            cand rtc 'The hardware clock, as chronyd tracks it'
            cand all 'The four reports, from one fetch'
            cand check 'One line and an exit status for Nagios, Icinga and cron'
        }
        &'second-hand;tracking'= {
            cand -H 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand --host 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand -p 'UDP port'
            cand --port 'UDP port'
            cand -t 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand --timeout 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand -f 'How to show the answer [default: table]'
            cand --format 'How to show the answer [default: table]'
            cand --color 'When to use colours'
            cand -o 'Write to FILE instead of standard output: complete, or not at all'
            cand --output 'Write to FILE instead of standard output: complete, or not at all'
            cand --json 'The same as --format json'
            cand -n 'Addresses only: do not ask chronyd for the configured names'
            cand --numeric 'Addresses only: do not ask chronyd for the configured names'
            cand --explain 'Below each table, a line for each of its fields: what it means, what is good, what is not'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'second-hand;sources'= {
            cand -H 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand --host 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand -p 'UDP port'
            cand --port 'UDP port'
            cand -t 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand --timeout 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand -f 'How to show the answer [default: table]'
            cand --format 'How to show the answer [default: table]'
            cand --color 'When to use colours'
            cand -o 'Write to FILE instead of standard output: complete, or not at all'
            cand --output 'Write to FILE instead of standard output: complete, or not at all'
            cand --chart 'Chart how the sources agree, not only on a terminal'
            cand --no-chart 'No chart, not even on a terminal'
            cand --json 'The same as --format json'
            cand -n 'Addresses only: do not ask chronyd for the configured names'
            cand --numeric 'Addresses only: do not ask chronyd for the configured names'
            cand --explain 'Below each table, a line for each of its fields: what it means, what is good, what is not'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'second-hand;stats'= {
            cand -H 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand --host 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand -p 'UDP port'
            cand --port 'UDP port'
            cand -t 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand --timeout 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand -f 'How to show the answer [default: table]'
            cand --format 'How to show the answer [default: table]'
            cand --color 'When to use colours'
            cand -o 'Write to FILE instead of standard output: complete, or not at all'
            cand --output 'Write to FILE instead of standard output: complete, or not at all'
            cand --json 'The same as --format json'
            cand -n 'Addresses only: do not ask chronyd for the configured names'
            cand --numeric 'Addresses only: do not ask chronyd for the configured names'
            cand --explain 'Below each table, a line for each of its fields: what it means, what is good, what is not'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'second-hand;rtc'= {
            cand -H 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand --host 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand -p 'UDP port'
            cand --port 'UDP port'
            cand -t 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand --timeout 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand -f 'How to show the answer [default: table]'
            cand --format 'How to show the answer [default: table]'
            cand --color 'When to use colours'
            cand -o 'Write to FILE instead of standard output: complete, or not at all'
            cand --output 'Write to FILE instead of standard output: complete, or not at all'
            cand --json 'The same as --format json'
            cand -n 'Addresses only: do not ask chronyd for the configured names'
            cand --numeric 'Addresses only: do not ask chronyd for the configured names'
            cand --explain 'Below each table, a line for each of its fields: what it means, what is good, what is not'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'second-hand;all'= {
            cand -H 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand --host 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand -p 'UDP port'
            cand --port 'UDP port'
            cand -t 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand --timeout 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand -f 'How to show the answer [default: table]'
            cand --format 'How to show the answer [default: table]'
            cand --color 'When to use colours'
            cand -o 'Write to FILE instead of standard output: complete, or not at all'
            cand --output 'Write to FILE instead of standard output: complete, or not at all'
            cand --no-rtc 'Leave the hardware clock out'
            cand --chart 'Chart how the sources agree, not only on a terminal'
            cand --no-chart 'No chart, not even on a terminal'
            cand --json 'The same as --format json'
            cand -n 'Addresses only: do not ask chronyd for the configured names'
            cand --numeric 'Addresses only: do not ask chronyd for the configured names'
            cand --explain 'Below each table, a line for each of its fields: what it means, what is good, what is not'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'second-hand;check'= {
            cand -w 'WARNING when the metric is not within the range'
            cand --warning 'WARNING when the metric is not within the range'
            cand -c 'CRITICAL when the metric is not within the range'
            cand --critical 'CRITICAL when the metric is not within the range'
            cand -H 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand --host 'Where chronyd is: a socket''s path, an address or a host name; several are tried in order [default: this machine]'
            cand -p 'UDP port'
            cand --port 'UDP port'
            cand -t 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand --timeout 'Bound on the whole run: 500ms, 2s, 1m; a bare number is seconds'
            cand -f 'How to show the answer [default: table]'
            cand --format 'How to show the answer [default: table]'
            cand --color 'When to use colours'
            cand -o 'Write to FILE instead of standard output: complete, or not at all'
            cand --output 'Write to FILE instead of standard output: complete, or not at all'
            cand --json 'The same as --format json'
            cand -n 'Addresses only: do not ask chronyd for the configured names'
            cand --numeric 'Addresses only: do not ask chronyd for the configured names'
            cand --explain 'Below each table, a line for each of its fields: what it means, what is good, what is not'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
