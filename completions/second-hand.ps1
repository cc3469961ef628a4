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
        } elseif (-not $command -and $word -cin @('status', 'tracking', 'sources', 'stats', 'rtc', 'all', 'check', 'help')) {
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
                'status', 'tracking', 'sources', 'stats', 'rtc', 'all', 'check'
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
