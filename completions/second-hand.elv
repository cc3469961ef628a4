# Completions of second-hand for elvish, made by `cargo run -p generate`.

use str

fn second-hand-candidate {|word help|
    edit:complex-candidate $word &code-suffix=' ' &display=$word'  '$help
}

var second-hand-values = [
    &'-H'= {|words| nop }
    &'--host'= {|words| nop }
    &'-p'= {|words| nop }
    &'--port'= {|words| nop }
    &'-t'= {|words| nop }
    &'--timeout'= {|words| nop }
    &'-f'= {|words| second-hand-candidate table 'For people'; second-hand-candidate json 'One JSON document'; second-hand-candidate prometheus 'Metrics, for a textfile collector of Prometheus'; second-hand-candidate html 'A web page in one file' }
    &'--format'= {|words| second-hand-candidate table 'For people'; second-hand-candidate json 'One JSON document'; second-hand-candidate prometheus 'Metrics, for a textfile collector of Prometheus'; second-hand-candidate html 'A web page in one file' }
    &'--color'= {|words| second-hand-candidate auto 'On a terminal, unless the environment objects'; second-hand-candidate always 'Always'; second-hand-candidate never 'Never' }
    &'-o'= {|words| edit:complete-filename $words[-1] }
    &'--output'= {|words| edit:complete-filename $words[-1] }
    &'--generate'= {|words| second-hand-candidate man 'The manual page second-hand(1)'; second-hand-candidate bash 'Completions for bash'; second-hand-candidate zsh 'Completions for zsh'; second-hand-candidate fish 'Completions for fish'; second-hand-candidate elvish 'Completions for elvish'; second-hand-candidate powershell 'Completions for PowerShell' }
    &'check -w'= {|words| edit:complex-candidate error=; edit:complex-candidate offset=; edit:complex-candidate stratum=; edit:complex-candidate skew=; edit:complex-candidate age=; edit:complex-candidate sources=; edit:complex-candidate reach=; edit:complex-candidate rtc=; edit:complex-candidate authenticated= }
    &'check --warning'= {|words| edit:complex-candidate error=; edit:complex-candidate offset=; edit:complex-candidate stratum=; edit:complex-candidate skew=; edit:complex-candidate age=; edit:complex-candidate sources=; edit:complex-candidate reach=; edit:complex-candidate rtc=; edit:complex-candidate authenticated= }
    &'check -c'= {|words| edit:complex-candidate error=; edit:complex-candidate offset=; edit:complex-candidate stratum=; edit:complex-candidate skew=; edit:complex-candidate age=; edit:complex-candidate sources=; edit:complex-candidate reach=; edit:complex-candidate rtc=; edit:complex-candidate authenticated= }
    &'check --critical'= {|words| edit:complex-candidate error=; edit:complex-candidate offset=; edit:complex-candidate stratum=; edit:complex-candidate skew=; edit:complex-candidate age=; edit:complex-candidate sources=; edit:complex-candidate reach=; edit:complex-candidate rtc=; edit:complex-candidate authenticated= }
]

var second-hand-options = [
    &status= {
    }
    &tracking= {
    }
    &sources= {
        second-hand-candidate --chart 'Chart how the sources agree, not only on a terminal'
        second-hand-candidate --no-chart 'No chart, not even on a terminal'
    }
    &stats= {
    }
    &rtc= {
    }
    &all= {
        second-hand-candidate --no-rtc 'Leave the hardware clock out'
        second-hand-candidate --chart 'Chart how the sources agree, not only on a terminal'
        second-hand-candidate --no-chart 'No chart, not even on a terminal'
    }
    &check= {
        second-hand-candidate -w 'WARNING outside [METRIC=]RANGE, as often as wanted'
        second-hand-candidate --warning 'WARNING outside [METRIC=]RANGE, as often as wanted'
        second-hand-candidate -c 'CRITICAL outside [METRIC=]RANGE, as often as wanted'
        second-hand-candidate --critical 'CRITICAL outside [METRIC=]RANGE, as often as wanted'
    }
    &explain= {
    }
    &''= {
        second-hand-candidate --generate 'Print the manual page, or the completions for a shell'
        second-hand-candidate -V 'Print version'
        second-hand-candidate --version 'Print version'
    }
]

set edit:completion:arg-completer[second-hand] = {|@words|
    var command = ''
    var option = ''
    for word $words[1..-1] {
        if (not-eq $option '') {
            set option = ''
        } elif (has-key $second-hand-values $word) {
            set option = $word
        } elif (has-key $second-hand-values $command' '$word) {
            set option = $command' '$word
        } elif (and (eq $command '') (not (str:has-prefix $word -))) {
            set command = $word
        }
    }
    if (not-eq $option '') {
        $second-hand-values[$option] $words
    } elif (str:has-prefix $words[-1] -) {
        second-hand-candidate -H 'Where to ask; of several, the first answer wins'
        second-hand-candidate --host 'Where to ask; of several, the first answer wins'
        second-hand-candidate -p 'UDP port, where the host does not name one'
        second-hand-candidate --port 'UDP port, where the host does not name one'
        second-hand-candidate -t 'Limit of the whole run: 500ms, 2s, 1m'
        second-hand-candidate --timeout 'Limit of the whole run: 500ms, 2s, 1m'
        second-hand-candidate --json 'The same as --format json'
        second-hand-candidate -f 'How to show the answer [default: table]'
        second-hand-candidate --format 'How to show the answer [default: table]'
        second-hand-candidate --color 'When to use colours'
        second-hand-candidate --plain 'Words instead of pictures, for screen readers and logs'
        second-hand-candidate -n 'Addresses only, not the configured names'
        second-hand-candidate --numeric 'Addresses only, not the configured names'
        second-hand-candidate --no-why 'Ask for no more than the reports'
        second-hand-candidate --explain 'Say below each table what its fields mean'
        second-hand-candidate -o 'Write to FILE: complete, or not at all'
        second-hand-candidate --output 'Write to FILE: complete, or not at all'
        second-hand-candidate -h 'Print help'
        second-hand-candidate --help 'Print help'
        if (has-key $second-hand-options $command) {
            $second-hand-options[$command]
        }
    } elif (or (eq $command '') (eq $command help)) {
        second-hand-candidate status 'Is the clock right, and if not, why? The default'
        second-hand-candidate tracking 'How well the system clock is synchronized'
        second-hand-candidate sources 'The time sources chronyd polls, and which of them it uses'
        second-hand-candidate stats 'What chronyd has estimated about each source'
        second-hand-candidate rtc 'The hardware clock, as chronyd tracks it'
        second-hand-candidate all 'The four reports, from one fetch'
        second-hand-candidate check 'One line and an exit status for Nagios, Icinga and cron'
        second-hand-candidate explain 'What a field means, what is good, what is not'
    } elif (eq $command explain) {
        for word [address authentication drift_ppm error_seconds frequency_ppm last_offset_seconds last_sample_age_seconds leap_status max_error_seconds measured_offset_seconds mode name ntp_data offset_error_seconds offset_seconds poll_interval_seconds poll_log2_seconds reachability reachability_octal ref_time ref_time_unix_seconds reference_address reference_id reference_name residual_frequency_ppm rms_offset_seconds root_delay_seconds root_dispersion_seconds runs samples selection skew_ppm span_seconds spare state std_dev_seconds stratum symbol system_time_offset_seconds update_interval_seconds] {
            edit:complex-candidate $word &code-suffix=' '
        }
    }
}
