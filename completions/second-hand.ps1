# Completions of second-hand for PowerShell, made by `cargo run -p generate`.

Register-ArgumentCompleter -Native -CommandName second-hand -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $command = ''
    $option = ''
    $typed = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString() } |
        Select-Object -Skip 1)
    foreach ($word in $typed) {
        if ($option) {
            $option = ''
        } elseif ($word -cin @('-H', '--host', '-p', '--port', '-t', '--timeout', '-f', '--format', '--color', '-o', '--output', '--generate', '-w', '--warning', '-c', '--critical')) {
            $option = $word
        } elseif (-not $command -and $word -cin @('status', 'tracking', 'sources', 'stats', 'rtc', 'all', 'check', 'explain', 'help')) {
            $command = $word
        }
    }
    $candidates = @(switch -CaseSensitive ($option) {
        '-f' { 'table', 'json', 'prometheus', 'html'; break }
        '--format' { 'table', 'json', 'prometheus', 'html'; break }
        '--color' { 'auto', 'always', 'never'; break }
        '--generate' { 'man', 'bash', 'zsh', 'fish', 'elvish', 'powershell'; break }
        '-w' { 'error=', 'offset=', 'stratum=', 'skew=', 'age=', 'sources=', 'reach=', 'rtc=', 'authenticated='; break }
        '--warning' { 'error=', 'offset=', 'stratum=', 'skew=', 'age=', 'sources=', 'reach=', 'rtc=', 'authenticated='; break }
        '-c' { 'error=', 'offset=', 'stratum=', 'skew=', 'age=', 'sources=', 'reach=', 'rtc=', 'authenticated='; break }
        '--critical' { 'error=', 'offset=', 'stratum=', 'skew=', 'age=', 'sources=', 'reach=', 'rtc=', 'authenticated='; break }
        '' {
            if ($wordToComplete.StartsWith('-')) {
                '-H', '--host', '-p', '--port', '-t', '--timeout', '--json', '-f', '--format', '--color', '--plain', '-n', '--numeric', '--no-why', '--explain', '-o', '--output', '-h', '--help'
                switch -CaseSensitive ($command) {
                    'sources' { '--chart', '--no-chart'; break }
                    'all' { '--no-rtc', '--chart', '--no-chart'; break }
                    'check' { '-w', '--warning', '-c', '--critical'; break }
                    '' { '--generate', '-V', '--version'; break }
                }
            } elseif (-not $command -or $command -ceq 'help') {
                'status', 'tracking', 'sources', 'stats', 'rtc', 'all', 'check', 'explain'
            } elseif ($command -ceq 'explain') {
                'address', 'authentication', 'drift_ppm', 'error_seconds', 'frequency_ppm', 'last_offset_seconds', 'last_sample_age_seconds', 'leap_status', 'max_error_seconds', 'measured_offset_seconds', 'mode', 'name', 'ntp_data', 'offset_error_seconds', 'offset_seconds', 'poll_interval_seconds', 'poll_log2_seconds', 'reachability', 'reachability_octal', 'ref_time', 'ref_time_unix_seconds', 'reference_address', 'reference_id', 'reference_name', 'residual_frequency_ppm', 'rms_offset_seconds', 'root_delay_seconds', 'root_dispersion_seconds', 'runs', 'samples', 'selection', 'skew_ppm', 'span_seconds', 'spare', 'state', 'std_dev_seconds', 'stratum', 'symbol', 'system_time_offset_seconds', 'update_interval_seconds'
            }
            break
        }
    })
    $candidates |
        Where-Object { $_.StartsWith($wordToComplete, [System.StringComparison]::Ordinal) } |
        ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
        }
}
