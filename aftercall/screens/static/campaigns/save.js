// A part of a campaign's card that is edited: what was changed is kept until it is saved or taken back.
import { html, useEffect, useState } from "~/core/html.js";
import { ApiError, put } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { beforeLeaving } from "~/core/route.js";
import { Button } from "~/parts/button.js";
import { Problem, toast } from "~/parts/notice.js";

/**
 * @template Draft
 * @param {string} code
 * @param {Draft} saved as it stands on the server
 * @param {(card: any) => void} onSaved
 * @param {(draft: Draft) => any} body what is sent
 */
export function useDraft(code, saved, onSaved, body) {
  const [draft, setDraft] = useState(saved);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const changed = JSON.stringify(draft) !== JSON.stringify(saved);
  useEffect(() => {
    beforeLeaving(changed ? () => t("What you changed is not saved.") : null);
    return () => beforeLeaving(null);
  }, [changed]);
  async function save() {
    setError(null);
    const answer = await put(`/campaigns/${code}`, body(draft));
    beforeLeaving(null);
    onSaved(answer);
    if (answer.warning) toast(answer.warning, "info");
    else toast(t("Saved."));
  }
  const wrong = (/** @type {string} */ field) => (error instanceof ApiError && error.field === field ? error.why : null);
  return { draft, setDraft, changed, save, error, setError, wrong, reset: () => setDraft(saved) };
}

/** @param {{form: {changed: boolean, save: () => Promise<void>, reset: () => void, error: unknown, setError: (e: unknown) => void}}} props */
export function SaveBar({ form }) {
  if (!form.changed && !form.error) return null;
  return html`<div class="save-bar"><${Problem} error=${form.error} onClose=${() => form.setError(null)} />
    <div class="actions"><${Button} onClick=${form.reset}>${t("Undo changes")}<//>
      <${Button} kind="main" icon="done" onClick=${form.save} onError=${form.setError}>${t("Save")}<//></div></div>`;
}
