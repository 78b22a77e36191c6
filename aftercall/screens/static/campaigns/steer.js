// Start, pause, stop. What happens to calls in progress is said by the server before it happens.
import { html, useState } from "~/core/html.js";
import { ApiError, post } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Notice, Problem, toast } from "~/parts/notice.js";
import { said, why } from "~/parts/said.js";

/** @param {{code: string, state: string, small?: boolean, onDone?: () => void}} props */
export function StateButtons({ code, state, small = false, onDone }) {
  const [asks, setAsks] = useState(/** @type {null | {calls: string}} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const kind = small ? "quiet" : "plain";

  /** @param {string} verb @param {any} [body] */
  async function wish(verb, body) {
    setError(null);
    const done = await post(`/campaigns/${code}/${verb}`, body);
    if (done.calls) toast(t("Calls in progress: {calls}", { calls: said(done.calls_parts, done.calls) }), "info");
    if (done.warning) toast(said(done.warning_parts, done.warning), "info");
    onDone?.();
  }
  async function stop() {
    try {
      await wish("stop");
    } catch (wrong) {
      if (!(wrong instanceof ApiError) || wrong.code !== "calls-in-progress") throw wrong;
      setAsks({ calls: why(wrong) });
    }
  }
  return html`<span class="row">
    ${state !== "running" && html`<${Button} kind=${small ? "quiet" : "main"} icon="play" onClick=${() => wish("start")} onError=${setError}>${state === "paused" ? t("Go on") : t("Start")}<//>`}
    ${state === "running" && html`<${Button} kind=${kind} icon="pause" title=${t("Nobody new is dialled; calls that are out go on.")} onClick=${() => wish("pause")} onError=${setError}>${t("Pause")}<//>`}
    ${state !== "stopped" && html`<${Button} kind=${small ? "quiet" : "danger"} icon="stop" onClick=${stop} onError=${setError}>${t("Stop")}<//>`}
    ${asks && html`<${StopDialog} calls=${asks.calls} onYes=${() => wish("stop", { yes: true })} onClose=${() => setAsks(null)} />`}
    ${error && html`<${Dialog} title=${t("It cannot be done now")} onClose=${() => setError(null)}><${Problem} error=${error} />
      <footer class="actions"><${Button} kind="main" onClick=${() => setError(null)}>${t("Close")}<//></footer><//>`}
  </span>`;
}

/** @param {{calls: string, onYes: () => Promise<void>, onClose: () => void}} props */
function StopDialog({ calls, onYes, onClose }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  return html`<${Dialog} title=${t("Stop the campaign?")} onClose=${onClose}>
    <${Notice} kind="warn" icon="phone">${calls}<//>
    <p>${t("Agents leave the campaign as soon as no line needs them any more.")}</p>
    <${Problem} error=${error} />
    <footer class="actions"><${Button} onClick=${onClose}>${t("Let it run")}<//>
      <${Button} kind="danger" icon="stop" onClick=${async () => {
        await onYes();
        onClose();
      }} onError=${setError}>${t("Stop it")}<//></footer>
  <//>`;
}
