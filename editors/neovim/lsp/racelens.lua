---@brief
---
--- Concurrency hazards in TypeScript, JavaScript, Python and Rust.
---
--- Severity by rule:
--- ```lua
--- vim.lsp.config('racelens', { settings = { racelens = { rules = { ['lost-update'] = 'off' } } } })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'racelens', 'serve' },
  filetypes = {
    'javascript',
    'javascriptreact',
    'python',
    'rust',
    'typescript',
    'typescriptreact',
  },
  root_markers = {
    'racelens.toml',
    { 'package.json', 'tsconfig.json', 'pyproject.toml', 'setup.py', 'Cargo.toml' },
    '.git',
  },
  settings = { racelens = vim.empty_dict() },
}
