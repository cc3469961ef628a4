
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'second-hand' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'second-hand'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'second-hand' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Is the clock right, and if not, why? The default')
            [CompletionResult]::new('tracking', 'tracking', [CompletionResultType]::ParameterValue, 'How well the system clock is synchronized')
            [CompletionResult]::new('sources', 'sources', [CompletionResultType]::ParameterValue, 'The time sources chronyd polls, and which of them it uses')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'What chronyd has estimated about each source')
            [CompletionResult]::new('rtc', 'rtc', [CompletionResultType]::ParameterValue, 'The hardware clock, as chronyd tracks it')
            [CompletionResult]::new('all', 'all', [CompletionResultType]::ParameterValue, 'The four reports, from one fetch')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'One line and an exit status for Nagios, Icinga and cron')
            break
        }
        'second-hand;status' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'second-hand;tracking' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'second-hand;sources' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--chart', '--chart', [CompletionResultType]::ParameterName, 'Chart how the sources agree, not only on a terminal')
            [CompletionResult]::new('--no-chart', '--no-chart', [CompletionResultType]::ParameterName, 'No chart, not even on a terminal')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'second-hand;stats' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'second-hand;rtc' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'second-hand;all' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--no-rtc', '--no-rtc', [CompletionResultType]::ParameterName, 'Leave the hardware clock out')
            [CompletionResult]::new('--chart', '--chart', [CompletionResultType]::ParameterName, 'Chart how the sources agree, not only on a terminal')
            [CompletionResult]::new('--no-chart', '--no-chart', [CompletionResultType]::ParameterName, 'No chart, not even on a terminal')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'second-hand;check' {
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'WARNING outside [METRIC=]RANGE, as often as wanted')
            [CompletionResult]::new('--warning', '--warning', [CompletionResultType]::ParameterName, 'WARNING outside [METRIC=]RANGE, as often as wanted')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'CRITICAL outside [METRIC=]RANGE, as often as wanted')
            [CompletionResult]::new('--critical', '--critical', [CompletionResultType]::ParameterName, 'CRITICAL outside [METRIC=]RANGE, as often as wanted')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where to ask; of several, the first answer wins')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'UDP port, where the host does not name one')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of the whole run: 500ms, 2s, 1m')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE: complete, or not at all')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--numeric', '--numeric', [CompletionResultType]::ParameterName, 'Addresses only, not the configured names')
            [CompletionResult]::new('--no-why', '--no-why', [CompletionResultType]::ParameterName, 'Ask for no more than the reports')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say below each table what its fields mean')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
