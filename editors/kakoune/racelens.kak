# racelens beside the server of the language, by kakoune-lsp 18 or newer. Source it behind `eval %sh{kak-lsp}`.

hook -group racelens global BufSetOption filetype=(?:javascript|typescript|python|rust) %{
    set-option -add buffer lsp_servers %{
        [racelens]
        root_globs = ["racelens.toml", "package.json", "tsconfig.json", "pyproject.toml", "setup.py", "Cargo.toml", ".git", ".hg"]
        args = ["serve"]
        settings_section = "racelens"

        [racelens.settings.racelens]
        # rules = { lost-update = "off" }
    }
}
