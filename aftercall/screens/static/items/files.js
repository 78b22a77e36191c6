// Files that go with a message: each is on the server before it is sent.
import { html } from "~/core/html.js";
import { answer, ApiError, key, ROOT } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { sized } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";

const LARGEST = 10 * 1024 * 1024; // bytes, as the server takes them

/** @param {File} file @returns {Promise<{id: string, name: string, size: number}>} */
export async function bring(file) {
  if (file.size > LARGEST) throw new ApiError(413, { code: "too-large", why: t("{name} is {size}; a file may have 10 MB", { name: file.name, size: sized(file.size) }), remedy: t("send a link to it instead") });
  const headers = { "Content-Type": file.type || "application/octet-stream", "Idempotency-Key": key() };
  const response = await fetch(`${ROOT}/attachments?${new URLSearchParams({ name: file.name })}`, { method: "POST", headers, body: file, credentials: "same-origin" });
  return answer(response);
}

/** @param {{files: any[], onRemove: (id: string) => void}} props */
export function Files({ files, onRemove }) {
  if (!files.length) return null;
  return html`<ul class="files" aria-label=${t("Attached")}>${files.map((file) => html`<li key=${file.id} class="file"><${Icon} name="clip" size=${15} /><span>${file.name}</span> <span class="soft">${sized(file.size)}</span>
    <${Button} kind="quiet" icon="close" class="small" label=${t("Leave out {name}", { name: file.name })} onClick=${() => onRemove(file.id)} /></li>`)}</ul>`;
}
