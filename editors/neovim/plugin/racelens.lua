if vim.g.loaded_racelens then
  return
end
vim.g.loaded_racelens = true

local function racelens(name, argument)
  return function(command)
    require('racelens')[name](argument and command.args or nil)
  end
end

local function rules(lead)
  return vim.tbl_filter(function(rule)
    return vim.startswith(rule, lead)
  end, require('racelens').rules())
end

local command = vim.api.nvim_create_user_command
command('RacelensExplain', racelens('explain', true), { nargs = '?', complete = rules, desc = 'Show the page of a rule' })
command('RacelensAudit', racelens('audit', true), { nargs = '?', complete = 'dir', desc = 'Audit into the quickfix list' })
command('RacelensMap', racelens('map', true), { nargs = '?', complete = 'dir', desc = 'The Shared State Map in the quickfix list' })
command('RacelensFixAll', racelens('fix_all'), { desc = 'Apply all safe fixes in this file' })
command('RacelensRestart', racelens('restart'), { desc = 'Start the server anew' })

-- Neovim 0.11 starts the server itself; this lets it come back when it goes down.
if vim.lsp.config then
  vim.lsp.config('racelens', {
    on_exit = function(code, signal)
      require('racelens').on_exit(code, signal)
    end,
  })
end
