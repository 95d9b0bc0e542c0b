;;; scenes.el --- Plays the scenes in a real Emacs -*- lexical-binding: t -*-

;;; Commentary:
;; What a person would do with eglot, and what they would see.  Each scene is a line of the file that OUT names.

;;; Code:

(require 'json)
(require 'cl-lib)
(require 'seq)
(require 'package)
(package-initialize)
(require 'eglot)
(require 'flymake)

(defvar scenario (let ((json-object-type 'alist) (json-array-type 'list)) (json-read-file (getenv "SCENARIO"))))
(defvar project (file-name-as-directory (getenv "PROJECT")))
(defvar out (getenv "OUT"))
(defvar patience 20)
(defvar scenes nil)

(add-to-list 'load-path (expand-file-name "editors/emacs" (getenv "ROOT")))
(require 'racelens)
(setq racelens-program (getenv "RACELENS"))
(racelens-use-eglot)

(setq eglot-autoreconnect 1 eglot-confirm-server-initiated-edits nil flymake-no-changes-timeout 0.1
      eglot-send-changes-idle-time 0 eglot-events-buffer-size 0 make-backup-files nil auto-save-default nil
      create-lockfiles nil find-file-visit-truename nil coding-system-for-read nil)

;; Emacs 28 has no mode for these two of its own.
(define-derived-mode typescript-mode prog-mode "TypeScript")
(define-derived-mode rust-mode prog-mode "Rust")
(add-to-list 'auto-mode-alist '("\\.ts\\'" . typescript-mode))
(add-to-list 'auto-mode-alist '("\\.rs\\'" . rust-mode))

(defun of (key object) (alist-get key object))
(defun sample () (car (of 'files scenario)))

(defmacro scene (name &rest body)
  (declare (indent 1))
  `(push (cons ,name (lambda () ,@body)) scenes))

(defun until (what enough)
  "Wait until ENOUGH says so; WHAT is waited for."
  (let ((end (+ (float-time) patience)) done)
    (while (not (or (setq done (funcall enough)) (> (float-time) end)))
      (accept-process-output nil 0.03)
      ;; In batch mode nobody is idle: what waits for that is done by hand.
      (when eglot--managed-mode (ignore-errors (eglot--signal-textDocument/didChange)))
      (flymake-start))
    (unless done (error "No %s; saw %S" what (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))
    done))

(defun findings (&optional rule)
  "The diagnostics of racelens here, of RULE only if that is given, as the server sent them."
  (seq-filter (lambda (finding)
                (and (equal (plist-get finding :source) "racelens")
                     (or (not rule) (equal (plist-get finding :code) rule))))
              (delq nil (mapcar (lambda (shown) (alist-get 'eglot-lsp-diag (flymake-diagnostic-data shown)))
                                (flymake-diagnostics)))))

(defun shown (rule)
  "The diagnostic of RULE as flymake shows it."
  (seq-find (lambda (shown)
              (equal (plist-get (alist-get 'eglot-lsp-diag (flymake-diagnostic-data shown)) :code) rule))
            (flymake-diagnostics)))

(defun place (at)
  "Go to a line and a column in UTF-16, AT."
  (goto-char (point-min))
  (forward-line (car at))
  (funcall eglot-move-to-column-function (cadr at)))

(defun range-of (finding)
  (let* ((range (plist-get finding :range)) (start (plist-get range :start)) (end (plist-get range :end)))
    (list (plist-get start :line) (plist-get start :character) (plist-get end :line) (plist-get end :character))))

(defun same (got wanted what)
  (unless (equal got wanted) (error "%s: %S is not %S" what got wanted)))

(defun open (file)
  "Open FILE anew, as it is on the disk, with a server."
  (dolist (buffer (buffer-list))
    (when (and (buffer-file-name buffer) (string-prefix-p project (buffer-file-name buffer)))
      (with-current-buffer buffer (set-buffer-modified-p nil))
      (let ((kill-buffer-query-functions nil)) (kill-buffer buffer))))
  (switch-to-buffer (find-file-noselect (concat project file)))
  (let ((inhibit-message t))
    (unless (eglot-current-server)
      (apply #'eglot--connect (eglot--guess-contact)))
    (unless eglot--managed-mode (eglot--maybe-activate-editing-mode))))

(defun text () (buffer-substring-no-properties (point-min) (point-max)))

(defun replaced (whole old new)
  (let ((at (string-search old whole)))
    (when (or (not at) (string-search old whole (1+ at))) (error "Not once: %S" old))
    (concat (substring whole 0 at) new (substring whole (+ at (length old))))))

(defun actions (at)
  (place at)
  (append (jsonrpc-request (eglot--current-server-or-lose) :textDocument/codeAction
                           (list :textDocument (eglot--TextDocumentIdentifier)
                                 :range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position))
                                 :context '(:diagnostics [])))
          nil))

(defun apply-action (at title)
  (let ((action (seq-find (lambda (action) (equal (plist-get action :title) title)) (actions at))))
    (unless action (error "Nobody offers %s" title))
    (eglot--apply-workspace-edit (plist-get action :edit))))

(defun gone (rule)
  (until (concat rule " gone")
         (lambda ()
           (and (null (findings rule))
                (not (seq-find (lambda (finding) (string-match-p "suppression" (plist-get finding :code))) (findings)))))))

(dolist (sample (of 'files scenario))
  (let ((file (of 'file sample)) (language (of 'language sample)))
    (scene (concat language ": diagnostics with range and steps")
      (open file)
      (until "findings" (lambda () (= (length (findings)) (length (of 'findings sample)))))
      (dolist (wanted (of 'findings sample))
        (let* ((rule (of 'rule wanted)) (finding (car (findings rule))) (shown (shown rule)))
          (same (range-of finding) (of 'range wanted) "range")
          (same (plist-get finding :severity)
                (1+ (seq-position '("error" "warning" "info" "hint") (of 'severity wanted))) "severity")
          ;; What is underlined is what was meant.
          (let ((range (of 'range wanted)))
            (same (list (flymake-diagnostic-beg shown) (flymake-diagnostic-end shown))
                  (list (progn (place (list (nth 0 range) (nth 1 range))) (point))
                        (progn (place (list (nth 2 range) (nth 3 range))) (point)))
                  "underline"))
          ;; eglot shows no related places, so the steps are in the message.
          (dolist (step (of 'steps wanted))
            (unless (string-search step (flymake-diagnostic-text shown))
              (error "%s is not in %s" step (flymake-diagnostic-text shown)))))))

    (scene (concat language ": the hover shows the interleaving")
      (open file)
      (until "findings" #'findings)
      (place (of 'at (of 'hover sample)))
      (let* ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                      (eglot--TextDocumentPositionParams)))
             (shown (eglot--hover-info (plist-get answer :contents) (plist-get answer :range))))
        (dolist (column (cons (of 'rule (of 'hover sample)) (of 'columns (of 'hover sample))))
          (unless (string-search column shown) (error "%s is not in %s" column shown)))))

    (dolist (fix (of 'fixes sample))
      (scene (concat language ": " (of 'title fix))
        (open file)
        (let ((before (text)) (rule (of 'rule fix)))
          (until "findings" (lambda () (findings rule)))
          (apply-action (of 'at fix) (of 'title fix))
          (same (text) (replaced before (of 'old fix) (of 'new fix)) "text")
          (when (of 'reason fix)
            (goto-char (point-min))
            (search-forward (format "(%s): " rule))
            (let ((line (1- (line-number-at-pos))))
              (until "word that a reason is missing"
                     (lambda () (seq-find (lambda (finding) (= (car (range-of finding)) line)) (findings)))))
            (goto-char (line-end-position))
            (insert (of 'reason fix)))
          (gone rule))))))

(scene "all safe fixes in the file"
  (let ((all (of 'fixAll scenario)))
    (open (of 'file all))
    (let ((before (text)))
      (until "findings" #'findings)
      (let* ((server (eglot--current-server-or-lose))
             (answer (jsonrpc-request server :textDocument/codeAction
                                      (list :textDocument (eglot--TextDocumentIdentifier)
                                            :range '(:start (:line 0 :character 0) :end (:line 0 :character 0))
                                            :context '(:diagnostics [] :only ["source.fixAll.racelens"]))))
             (action (elt answer 0)))
        (unless (plist-get action :edit) (setq action (jsonrpc-request server :codeAction/resolve action)))
        (eglot--apply-workspace-edit (plist-get action :edit)))
      (same (text) (replaced before (of 'old all) (of 'new all)) "text")
      (gone (of 'rule all)))))

(scene "typing through a broken state"
  (let* ((typing (of 'typing scenario)) (wanted (of 'finding typing)))
    (open (of 'file typing))
    (until "findings" #'findings)
    (let ((before (length (findings))))
      (place (list (of 'line typing) 0))
      (mapc (lambda (character)
              (insert character)
              (eglot--signal-textDocument/didChange)
              (accept-process-output nil 0.005))
            (of 'text typing))
      (until "the new finding" (lambda () (= (length (findings)) (1+ before))))
      (let ((ranges (mapcar #'range-of (findings (of 'rule wanted)))))
        (dolist (range (list (of 'range wanted) (of 'range (car (of 'findings (sample))))))
          (unless (member range ranges) (error "%S is not in %S" range ranges)))))))

(scene "a setting changes, and changes back"
  (let ((rule (of 'rule (car (of 'findings (sample))))))
    (open (of 'file (sample)))
    (until "findings" (lambda () (findings rule)))
    (cl-flet ((set-rule (word)
                (setq-default eglot-workspace-configuration
                              (list (cons :racelens (list :rules (if word (list (intern (concat ":" rule)) word) nil)))))
                (eglot-signal-didChangeConfiguration (eglot--current-server-or-lose))))
      (set-rule "off")
      (until "it off" (lambda () (and (findings) (not (findings rule)))))
      (set-rule "error")
      (until "it an error" (lambda () (equal (plist-get (car (findings rule)) :severity) 1)))
      (setq-default eglot-workspace-configuration nil)
      (eglot-signal-didChangeConfiguration (eglot--current-server-or-lose)))))

(scene "the server is killed, and nothing is lost"
  (let* ((wanted (car (of 'findings (sample)))) (rule (of 'rule wanted)) (line (car (of 'range wanted))))
    (open (of 'file (sample)))
    (until "findings" (lambda () (findings rule)))
    (goto-char (point-min))
    (insert "\n\n")
    (cl-flet ((at (by) (lambda () (let ((found (car (findings rule)))) (and found (= (car (range-of found)) (+ line by)))))))
      (until "findings two lines below" (at 2))
      ;; eglot takes a server that dies in its first seconds for one that does not work.
      (sleep-for 1.5)
      (let* ((before (eglot-current-server)) (pid (process-id (jsonrpc--process before))))
        (signal-process pid 9)
        (until "another server"
               (lambda ()
                 (let ((now (eglot-current-server)))
                   (and now (not (eq now before)) (jsonrpc-running-p now)
                        (/= pid (process-id (jsonrpc--process now)))))))
        (goto-char (point-min))
        (insert "\n")
        (until "findings three lines below" (at 3))))))

(scene "a file of ten thousand lines"
  (let* ((wanted (car (of 'findings (sample)))) (rule (of 'rule wanted)) (line (+ 10000 (car (of 'range wanted)))))
    (with-temp-file (concat project "long.ts")
      (dotimes (n 10000) (insert (format "export const n%d = %d;\n" n n)))
      (insert-file-contents (concat project (of 'file (sample)))))
    (open "long.ts")
    (cl-flet ((at (line) (lambda () (let ((found (car (findings rule)))) (and found (= (car (range-of found)) line))))))
      (until "the finding at the end" (at line))
      (goto-char (point-min))
      (forward-line 5)
      (insert "// one more line\n")
      (until "the finding a line below" (at (1+ line))))
    (delete-file (concat project "long.ts"))))

(scene "columns count UTF-16 units"
  (let* ((emoji (of 'emoji scenario)) (range (of 'range emoji)) (fix (car (of 'fixes (sample)))))
    (open (of 'file (sample)))
    (goto-char (point-min))
    (search-forward (of 'old emoji))
    (replace-match (of 'new emoji) t t)
    (until "the finding" (lambda () (member range (mapcar #'range-of (findings)))))
    (apply-action (list (nth 0 range) (nth 1 range)) (of 'title fix))
    (place (list (nth 0 range) 0))
    (same (buffer-substring-no-properties (point) (line-end-position)) (of 'fixed emoji) "line")))

(scene "line ends stay as they are"
  (let* ((fix (car (of 'fixes (sample)))) (rule (of 'rule fix)) (file (concat project "dos.ts")) unix)
    (with-temp-buffer
      (insert-file-contents (concat project (of 'file (sample))))
      (setq unix (text))
      (let ((coding-system-for-write 'utf-8-dos)) (write-region nil nil file nil 'silent)))
    (open "dos.ts")
    (same (coding-system-eol-type buffer-file-coding-system) 1 "kind of line end")
    (until "findings" (lambda () (findings rule)))
    (same (range-of (car (findings rule))) (of 'range (car (of 'findings (sample)))) "range")
    (apply-action (of 'at fix) (of 'title fix))
    (gone rule)
    (save-buffer)
    (with-temp-buffer
      (let ((coding-system-for-read 'utf-8-unix)) (insert-file-contents file))
      (same (text)
            (replace-regexp-in-string "\n" "\r\n" (replaced unix (of 'old fix) (of 'new fix)))
            "text"))
    (delete-file file)))

(scene "the page of a rule"
  (racelens-explain "lost-update")
  (with-current-buffer "*racelens lost-update*"
    (goto-char (point-min))
    (unless (and (looking-at-p "# lost-update") (search-forward "## Why it goes wrong" nil t))
      (error "The page is %s" (text)))))

(scene "an audit whose places can be followed"
  (racelens-audit project)
  (with-current-buffer "*racelens audit*"
    (let ((end (+ (float-time) patience)))
      ;; The report is whole when it is summed up: of the end of the process Emacs in batch mode hears late, if at all.
      (while (and (get-buffer-process (current-buffer)) (< (float-time) end)
                  (not (save-excursion (goto-char (point-min)) (search-forward "audited" nil t))))
        ;; Of that process: told to wait for any, Emacs 28 in batch mode at times reads none.
        (accept-process-output (get-buffer-process (current-buffer)) 0.05)))
    (goto-char (point-min))
    (unless (re-search-forward "basket\\.ts:8:5" nil t) (error "The report is %s" (text)))
    (compilation--ensure-parse (point))
    (unless (get-text-property (match-beginning 0) 'compilation-message) (error "The place cannot be followed"))))

(scene "the Shared State Map, whose places can be followed"
  (let ((map (of 'map scenario)))
    (racelens-map project)
    (with-current-buffer "*racelens map*"
      (goto-char (point-min))
      (unless (search-forward (concat (of 'place map) " [hazard]") nil t) (error "The map is %s" (text)))
      (dolist (access (of 'accesses map))
        (goto-char (point-min))
        (let ((words (replace-regexp-in-string ", " ": " (of 'label access))))
          (unless (search-forward words nil t) (error "No %s in %s" words (text)))
          (goto-char (match-beginning 0))
          (compilation--ensure-parse (point-max))
          (unless (get-text-property (point) 'compilation-message) (error "The place cannot be followed"))
          (save-window-excursion
            (compile-goto-error)
            (same (file-name-nondirectory (buffer-file-name)) (of 'file map) "file")
            (same (1- (line-number-at-pos)) (of 'line access) "line")))))))

(let ((play
       (lambda (one)
         (let ((begun (float-time)) trouble)
           (condition-case raised (funcall (cdr one)) (error (setq trouble (error-message-string raised))))
           (let ((json-false :json-false))
             (write-region (concat (json-encode `((scene . ,(car one)) (ok . ,(if trouble :json-false t)) (error . ,trouble)
                                                  (ms . ,(round (* 1000 (- (float-time) begun))))))
                                   "\n")
                           nil out t 'silent))))))
  (mapc play (seq-filter (lambda (one) (string-match-p (string-replace "|" "\\|" (or (getenv "SCENES") "")) (car one))) (reverse scenes))))
(ignore-errors (eglot-shutdown (eglot-current-server)))
(kill-emacs 0)
;;; scenes.el ends here
