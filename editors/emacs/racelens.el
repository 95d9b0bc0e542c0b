;;; racelens.el --- Concurrency hazards while you type -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; racelens finds concurrency hazards in TypeScript, JavaScript, Python and Rust.
;;
;; With eglot, which runs one server in a buffer:
;;
;;   (require 'racelens)
;;   (racelens-use-eglot)          ; then M-x eglot in a file
;;
;; With lsp-mode, where it runs beside the server of the language:
;;
;;   (require 'racelens)
;;   (racelens-use-lsp-mode)       ; then M-x lsp in a file

;;; Code:

(require 'json)

(defvar eglot-server-programs)
(defvar lsp-language-id-configuration)
(declare-function flymake-diagnostics "flymake")
(declare-function flymake-diagnostic-text "flymake")
(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-activate-on "lsp-mode")
(declare-function lsp-register-custom-settings "lsp-mode")
(declare-function lsp-configuration-section "lsp-mode")

(defgroup racelens nil
  "Concurrency hazards while you type."
  :group 'tools)

(defcustom racelens-program "racelens"
  "The racelens program."
  :type 'string)

(defcustom racelens-rules nil
  "Severity by rule, as an alist such as ((\"lost-update\" . \"off\")).
Each is one of off, hint, info, warning, error, and goes before racelens.toml.
For lsp-mode; with eglot, see `eglot-workspace-configuration'."
  :type '(alist :key-type string :value-type string))

(defconst racelens-modes
  '(("typescript" typescript-mode typescript-ts-mode)
    ("typescriptreact" tsx-ts-mode)
    ("javascript" js-mode js-ts-mode js2-mode rjsx-mode)
    ("python" python-mode python-ts-mode)
    ("rust" rust-mode rust-ts-mode rustic-mode))
  "The languages that racelens reads, each with the modes of it.")

;;;###autoload
(defun racelens-use-eglot ()
  "Let eglot run racelens in buffers of its languages.
Eglot runs one server in a buffer, so this takes the place of the server of
the language.  To keep that one, use lsp-mode, or call `eglot' with a prefix
argument and name the program there."
  (with-eval-after-load 'eglot
    ;; One entry for each language: older versions of eglot name one language for all modes of an entry.
    (pcase-dolist (`(,language . ,modes) racelens-modes)
      (dolist (mode modes)
        (add-to-list 'eglot-server-programs
                     (list (list mode :language-id language) racelens-program "serve"))))))

;;;###autoload
(defun racelens-use-lsp-mode ()
  "Let lsp-mode run racelens beside the server of the language."
  (with-eval-after-load 'lsp-mode
    (lsp-register-custom-settings '(("racelens.rules" racelens--rules)))
    (lsp-register-client
     (make-lsp-client
      :new-connection (lsp-stdio-connection (lambda () (list racelens-program "serve")))
      :activation-fn (lsp-activate-on "typescript" "typescriptreact" "javascript" "javascriptreact" "python" "rust")
      :add-on? t
      :priority -1
      :server-id 'racelens
      :initialized-fn (lambda (workspace)
                        (with-no-warnings
                          (with-lsp-workspace workspace
                            (lsp--set-configuration (lsp-configuration-section "racelens")))))))))

(defun racelens--rules ()
  "The severities as the server takes them."
  (or racelens-rules (make-hash-table)))

(defun racelens--run (&rest arguments)
  "What racelens prints for ARGUMENTS; an error where it cannot be run."
  (unless (executable-find racelens-program)
    (user-error "%s is not on the PATH; see the README of racelens for how to install it" racelens-program))
  (with-temp-buffer
    (let ((code (apply #'call-process racelens-program nil (list t nil) nil arguments)))
      (unless (memq code '(0 1))
        (user-error "racelens %s failed: %s" (car arguments) code))
      (buffer-string))))

(defun racelens--rule-at-point ()
  "The rule of the diagnostic at point, or nil."
  (when (fboundp 'flymake-diagnostics)
    (let (rule)
      (dolist (diagnostic (flymake-diagnostics (point)) rule)
        (let* ((text (flymake-diagnostic-text diagnostic))
               (known (and (string-match "\\[\\([a-z-]+\\)\\]" text) (match-string 1 text))))
          (when known (setq rule known)))))))

;;;###autoload
(defun racelens-explain (rule)
  "Show the page of RULE."
  (interactive
   (list (completing-read "Rule: "
                          (mapcar (lambda (rule) (alist-get 'id rule))
                                  (append (json-read-from-string (racelens--run "rules" "--format" "json")) nil))
                          nil t (racelens--rule-at-point))))
  (let ((page (racelens--run "explain" rule "--color" "never")))
    (with-current-buffer (get-buffer-create (format "*racelens %s*" rule))
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert "# " page)
        (goto-char (point-min)))
      (if (fboundp 'markdown-view-mode) (markdown-view-mode) (view-mode))
      (display-buffer (current-buffer)))))

;;;###autoload
(defun racelens-audit (folder)
  "Audit FOLDER; places in the report can be followed."
  (interactive (list (read-directory-name "Audit: " (locate-dominating-file default-directory ".git"))))
  (let ((default-directory (expand-file-name folder)))
    (compilation-start (format "%s audit --color never --no-progress" (shell-quote-argument racelens-program)) nil
                       (lambda (_) "*racelens audit*"))))

;;;###autoload
(defun racelens-map (folder)
  "Show the Shared State Map of FOLDER; its places can be followed.
Each place that outlives a call and that several functions touch stands there
with who writes it and who reads it."
  (interactive (list (read-directory-name "Map: " (locate-dominating-file default-directory ".git"))))
  (let* ((folder (file-name-as-directory (expand-file-name folder)))
         (default-directory folder)
         (map (json-read-from-string (racelens--run "map" "--format" "json" folder)))
         (at (lambda (spot words)
               (format "%s:%d: %s\n" (alist-get 'path spot) (alist-get 'line spot) words)))
         (by (lambda (kind access)
               (let ((name (alist-get 'function access)))
                 (funcall at access (format "%s in %s" kind (if (string= name "") "the module" name)))))))
    (with-current-buffer (get-buffer-create "*racelens map*")
      (let ((inhibit-read-only t))
        (erase-buffer)
        (seq-doseq (place (alist-get 'places map))
          (insert (format "%s [%s] %s\n" (alist-get 'place place) (alist-get 'verdict place) (alist-get 'why place)))
          (seq-doseq (access (alist-get 'writes place)) (insert (funcall by "written" access)))
          (seq-doseq (access (alist-get 'reads place)) (insert (funcall by "read" access)))
          (insert "\n"))
        (when (= (point-min) (point-max)) (insert "No state is shared.\n"))
        (goto-char (point-min)))
      (setq default-directory folder)
      (compilation-mode "Map")
      (display-buffer (current-buffer)))))

(provide 'racelens)
;;; racelens.el ends here
