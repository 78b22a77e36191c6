// What is known of an item: its subject and tags; its priority is a supervisor's.
import { html, useState } from "~/core/html.js";
import { ApiError, patch } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { may } from "~/core/me.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Problem } from "~/parts/notice.js";

/** @param {{item: any, onClose: () => void, onDone?: () => unknown}} props */
export function Change({ item, onClose, onDone }) {
  const [form, setForm] = useState({ subject: item.subject ?? "", tags: (item.tags ?? []).join(", "), priority: String(item.priority ?? 0) });
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const steers = may("steer");
  const put = (/** @type {Partial<typeof form>} */ change) => setForm({ ...form, ...change });
  const wrong = (/** @type {string} */ field) => (error instanceof ApiError && error.field === field ? error.why : null);
  async function save() {
    setError(null);
    /** @type {any} */
    const changed = { subject: form.subject.trim() };
    if (steers) changed.priority = Number(form.priority);
    changed.tags = form.tags.split(",").map((/** @type {string} */ tag) => tag.trim()).filter(Boolean);
    await patch(`/items/${item.id}`, changed);
    onClose();
    onDone?.();
  }
  return html`<${Dialog} title=${t("Change {item}", { item: item.id })} onClose=${onClose}>
    <form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Text} label=${t("Subject")} value=${form.subject} wrong=${wrong("subject")} onInput=${(/** @type {string} */ subject) => put({ subject })} maxlength="500" />
      <${Text} label=${t("Tags, with commas between")} value=${form.tags} wrong=${wrong("tags")} onInput=${(/** @type {string} */ tags) => put({ tags })} />
      ${steers && html`<${Text} label=${t("Priority")} type="number" min="-100" max="100" value=${form.priority} wrong=${wrong("priority")} onInput=${(/** @type {string} */ priority) => put({ priority })} help=${t("Of two that are due at the same moment, the higher goes first.")} />`}
      <${Problem} error=${error} />
      <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="main" type="submit" onClick=${save} onError=${setError}>${t("Save")}<//></footer></form><//>`;
}
