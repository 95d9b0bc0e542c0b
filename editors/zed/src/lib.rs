//! Tells Zed where racelens is and what its settings are. All else is in the server.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, serde_json, LanguageServerId, Result};

struct Racelens;

impl zed::Extension for Racelens {
    fn new() -> Self {
        Racelens
    }

    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &zed::Worktree) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)?.binary;
        let named = binary.as_ref().and_then(|binary| binary.path.clone());
        let command = named
            .or_else(|| worktree.which("racelens"))
            .ok_or("racelens is not on the PATH; install it, or name it in lsp.racelens.binary.path")?;
        let arguments = binary.and_then(|binary| binary.arguments).unwrap_or_else(|| vec!["serve".to_string()]);
        Ok(zed::Command { command, args: arguments, env: worktree.shell_env() })
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?.settings;
        Ok(Some(serde_json::json!({ "racelens": settings.unwrap_or_default() })))
    }
}

zed::register_extension!(Racelens);
