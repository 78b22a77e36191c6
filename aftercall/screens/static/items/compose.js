// What I write: an answer or a note. It lies on the server a moment later, so that a lost browser loses nothing.
import { html, useEffect, useRef, useState } from "~/core/html.js";
import { ApiError, del, get, post, put, signedOut } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { stale } from "~/core/live.js";
import { me } from "~/core/me.js";
import { bring, Files } from "~/items/files.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";

const PAUSE = 800; // ms without a key, then the draft is kept
const SIGN = 4000; // ms between two signs that I am typing
const LONGEST = 100_000; // characters, as the server takes them

/** @param {{item: any, noteOnly?: boolean}} props */
export function Compose({ item, noteOnly = false }) {
  const [text, setText] = useState("");
  const [note, setNote] = useState(noteOnly);
  const [files, setFiles] = useState(/** @type {any[]} */ ([]));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [sends, setSends] = useState(false);
  const kept = useDraft(item.id, { text, note, files }, (one) => {
    setText(one.text ?? "");
    setNote(noteOnly || Boolean(one.note));
    setFiles(one.files ?? []);
  }, setError);
  const signed = useRef(0);
  const place = useRef(/** @type {HTMLTextAreaElement | null} */ (null));

  function write(/** @type {string} */ words) {
    kept.touch();
    setText(words);
    if (note || item.kind !== "chat" || Date.now() - signed.current < SIGN) return;
    signed.current = Date.now();
    post(`/items/${item.id}/typing`).catch(() => (signed.current = Date.now() + 60_000)); // nobody needs it: not again for a minute
  }

  async function send() {
    if (sends || !(text.trim() || files.length)) return;
    setError(null);
    setSends(true);
    try {
      await post(`/items/${item.id}/messages`, { text, kind: note ? "note" : "message", attachments: files.map((file) => file.id) });
      kept.drop();
      setText("");
      setFiles([]);
    } catch (wrong) {
      setError(wrong);
    } finally {
      setSends(false);
      place.current?.focus();
    }
  }

  /** In a chat Enter sends, elsewhere with Ctrl. @param {KeyboardEvent} event */
  function keys(event) {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.altKey) return;
    if (item.kind !== "chat" && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    void send();
  }

  async function add(/** @type {Iterable<File>} */ chosen) {
    setError(null);
    kept.touch();
    for (const file of chosen) {
      const brought = await bring(file);
      setFiles((all) => [...all, brought]);
    }
  }

  const word = note ? t("Note for colleagues") : t("Answer");
  return html`<form class=${note ? "compose as-note" : "compose"} onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), void send())}
    onDragOver=${(/** @type {Event} */ event) => event.preventDefault()} onDrop=${(/** @type {DragEvent} */ event) => (event.preventDefault(), add(event.dataTransfer?.files ?? []).catch(setError))}>
    <${Problem} error=${error} onClose=${() => setError(null)} />
    <textarea class="input" ref=${place} data-answer rows="2" maxlength=${LONGEST} aria-label=${word} placeholder=${word} value=${text} onInput=${(/** @type {any} */ event) => write(event.target.value)} onKeyDown=${keys}></textarea>
    <${Files} files=${files} onRemove=${(/** @type {string} */ id) => (kept.touch(), setFiles(files.filter((file) => file.id !== id)))} />
    <div class="row compose-do">
      ${!noteOnly && html`<${Button} icon="note" kind="quiet" pressed=${note} title=${t("A note that the customer does not see (Alt+N)")} class="to-note" onClick=${() => (kept.touch(), setNote(!note))}>${t("Note")}<//>`}
      <label class="button quiet attach" title=${t("Attach files, up to 10 MB each")}><${Icon} name="clip" /><span class="unseen">${t("Attach files, up to 10 MB each")}</span>
        <input type="file" multiple onChange=${(/** @type {any} */ event) => {
          const chosen = [...event.target.files];
          event.target.value = "";
          add(chosen).catch(setError);
        }} /></label>
      <span class="soft kept" role="status">${{ "": "", keeps: t("Draft…"), kept: t("Draft kept"), failed: t("The draft is not kept yet.") }[kept.stands]}</span>
      <${Button} kind="main" type="submit" icon=${note ? "note" : "send"} class="push" busy=${sends} disabled=${!(text.trim() || files.length)} title=${item.kind === "chat" ? t("Enter sends, Shift+Enter begins a line") : t("Ctrl+Enter sends")}>
        ${note ? t("Keep the note") : t("Send")}<//></div>
  </form>`;
}

/**
 * Kept at each pause in typing; only an agent has a place for drafts.
 * @param {string} about
 * @param {any} content
 * @param {(content: any) => void} onFound
 * @param {(error: unknown) => void} onError
 */
function useDraft(about, content, onFound, onError) {
  const agent = me.value?.agent;
  const path = agent ? `/agents/${agent}/drafts/${about}` : null;
  const touched = useRef(false);
  const [stands, setStands] = useState(/** @type {"" | "keeps" | "kept" | "failed"} */ (""));
  const heard = stale.value === null && !signedOut.value; // what could not be kept meanwhile is kept when the server is back
  useEffect(() => {
    if (!path) return;
    get(path).then((one) => !touched.current && one?.content && onFound(one.content), (wrong) => !(wrong instanceof ApiError && wrong.status === 404) && onError(wrong));
  }, [path]);
  useEffect(() => {
    if (!touched.current || !path) return undefined;
    setStands("keeps");
    const refused = (/** @type {unknown} */ wrong) => {
      setStands("failed");
      if (wrong instanceof ApiError && wrong.status) onError(wrong); // not reached is said by the frame
    };
    const timer = setTimeout(() => put(path, { content }).then(() => touched.current && setStands("kept"), refused), PAUSE);
    return () => clearTimeout(timer);
  }, [JSON.stringify(content), heard]);
  return {
    stands,
    touch: () => void (touched.current = true),
    drop: () => {
      touched.current = false;
      setStands("");
      if (path) del(path).catch(onError);
    },
  };
}
