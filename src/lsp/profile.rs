//! What the client at the other end can do, and what we tell it of ourselves.

use super::protocol::*;
use super::{actions, dossier, state};
use crate::text::Encoding;

/// The capabilities of a client, reduced to the questions that this floor asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The unit of every column.
    pub encoding: Encoding,
    /// It asks for diagnostics; otherwise they are published.
    pub pulls: bool,
    /// It can be told to ask again.
    pub refreshes: bool,
    /// It shows related locations of a diagnostic.
    pub related: bool,
    /// It renders Markdown in a hover.
    pub markdown: bool,
    /// It can ask for the edit of an action later, and keeps `data` until then.
    pub resolves: bool,
    /// It takes edits with the version of the document they are meant for.
    pub document_changes: bool,
    /// It shows what an edit is for, and asks the user.
    pub annotations: bool,
    /// It answers `workspace/configuration`.
    pub configuration: bool,
    /// It wants to be asked before it tells of changed settings.
    pub registers_configuration: bool,
    /// It watches files for us.
    pub registers_watchers: bool,
    /// It shows how far work is that takes a while.
    pub progress: bool,
    /// Its user wants diagnostics of the whole workspace, not of open documents only.
    pub surveys: bool,
}

impl Profile {
    /// Reads the `capabilities` of `initialize`. Read as plain JSON: clients misspell, and one odd field of one
    /// client must not cost the rest.
    pub fn new(capabilities: &LSPAny) -> Profile {
        let at = |pointer: &str| capabilities.pointer(pointer);
        let yes = |pointer: &str| at(pointer).and_then(LSPAny::as_bool) == Some(true);
        let words = |pointer: &str| -> Vec<&str> {
            let list = at(pointer).and_then(LSPAny::as_array);
            list.map_or(Vec::new(), |list| list.iter().filter_map(LSPAny::as_str).collect())
        };
        Profile {
            encoding: encoding(&words("/general/positionEncodings")),
            pulls: at("/textDocument/diagnostic").is_some_and(LSPAny::is_object),
            refreshes: yes("/workspace/diagnostics/refreshSupport") || yes("/workspace/diagnostic/refreshSupport"),
            related: yes("/textDocument/diagnostic/relatedInformation")
                || yes("/textDocument/publishDiagnostics/relatedInformation"),
            markdown: words("/textDocument/hover/contentFormat").first() == Some(&"markdown"),
            resolves: yes("/textDocument/codeAction/dataSupport")
                && words("/textDocument/codeAction/resolveSupport/properties").contains(&"edit"),
            document_changes: yes("/workspace/workspaceEdit/documentChanges"),
            annotations: yes("/workspace/workspaceEdit/documentChanges")
                && at("/workspace/workspaceEdit/changeAnnotationSupport").is_some_and(LSPAny::is_object)
                && yes("/textDocument/codeAction/honorsChangeAnnotations"),
            configuration: yes("/workspace/configuration"),
            registers_configuration: yes("/workspace/didChangeConfiguration/dynamicRegistration"),
            registers_watchers: yes("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            progress: yes("/window/workDoneProgress"),
            surveys: false,
        }
    }

    /// The answer to `initialize`.
    pub fn welcome(&self) -> InitializeResult {
        let diagnostics = DiagnosticOptions {
            identifier: Some("racelens".to_string()),
            inter_file_dependencies: true,
            workspace_diagnostics: self.surveys,
            ..DiagnosticOptions::default()
        };
        let capabilities = ServerCapabilities {
            position_encoding: Some(match self.encoding {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 => PositionEncodingKind::UTF16,
                Encoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::FIX_ALL]),
                resolve_provider: Some(true),
                ..CodeActionOptions::default()
            })),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![state::COMMAND.to_string(), dossier::COMMAND.to_string()],
                ..ExecuteCommandOptions::default()
            }),
            diagnostic_provider: self.pulls.then_some(DiagnosticServerCapabilities::Options(diagnostics)),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        };
        let info = ServerInfo { name: "racelens".to_string(), version: Some(env!("CARGO_PKG_VERSION").to_string()) };
        InitializeResult { capabilities, server_info: Some(info), ..InitializeResult::default() }
    }
}

/// UTF-16 wherever the client speaks it, for most servers beside us speak nothing else and some editors warn when
/// two servers of one buffer differ; otherwise the first unit it names.
fn encoding(offered: &[&str]) -> Encoding {
    if offered.is_empty() || offered.contains(&"utf-16") {
        return Encoding::Utf16;
    }
    match offered.iter().find(|name| ["utf-8", "utf-32"].contains(name)) {
        Some(&"utf-8") => Encoding::Utf8,
        Some(_) => Encoding::Utf32,
        None => Encoding::Utf16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn utf_16_is_kept_wherever_it_is_offered() {
        assert_eq!(encoding(&[]), Encoding::Utf16);
        assert_eq!(encoding(&["utf-8", "utf-16", "utf-32"]), Encoding::Utf16);
        assert_eq!(encoding(&["utf-32", "utf-8"]), Encoding::Utf32);
        assert_eq!(encoding(&["utf-8"]), Encoding::Utf8);
        assert_eq!(encoding(&["utf-7"]), Encoding::Utf16);
    }

    #[test]
    fn both_spellings_of_refresh_count() {
        for name in ["diagnostic", "diagnostics"] {
            let capabilities = json!({ "workspace": { name: { "refreshSupport": true } } });
            assert!(Profile::new(&capabilities).refreshes, "{name}");
        }
    }

    #[test]
    fn a_client_that_says_nothing_gets_the_plainest_service() {
        assert_eq!(Profile::new(&json!(null)), Profile::default());
    }
}
