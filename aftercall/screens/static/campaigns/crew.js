// Who may join a campaign, and who has.
import { html, useState } from "~/core/html.js";
import { post, put } from "~/core/api.js";
import { n, t } from "~/core/i18n.js";
import { agents as boards } from "~/core/live.js";
import { may } from "~/core/me.js";
import { useAsked, Waiting } from "~/campaigns/asked.js";
import { Button } from "~/parts/button.js";
import { Problem, toast } from "~/parts/notice.js";
import { State } from "~/parts/state.js";
import { Table } from "~/parts/table.js";

/** @param {{code: string}} props */
export function Crew({ code }) {
  const crew = useAsked(`/campaigns/${code}/agents`);
  const all = useAsked("/agents");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  if (!crew.data || !all.data) return html`<${Waiting} asked=${crew.data ? all : crew} />`;
  const may_ = new Set(crew.data.agents);
  /** @param {string} agent @param {boolean} on */
  async function change(agent, on) {
    setError(null);
    const agents = on ? [...may_, agent] : [...may_].filter((one) => one !== agent);
    crew.set(await put(`/campaigns/${code}/agents`, { agents }));
    toast(t("Saved."));
  }
  const columns = [
    { key: "name", title: t("Agent"), by: (/** @type {any} */ one) => one.name, cell: (/** @type {any} */ one) => html`<span><strong>${one.name}</strong> <span class="soft">${one.code}</span></span>` },
    { key: "team", title: t("Team"), by: (/** @type {any} */ one) => one.team, cell: (/** @type {any} */ one) => one.team || "–" },
    { key: "state", title: t("State"), cell: (/** @type {any} */ one) => html`<${Now} code=${one.code} campaign=${code} />` },
    { key: "may", title: t("May join"), by: (/** @type {any} */ one) => (may_.has(one.code) ? 0 : 1), cell: (/** @type {any} */ one) => html`<${Button} pressed=${may_.has(one.code)} icon=${may_.has(one.code) ? "done" : "plus"}
        label=${may_.has(one.code) ? undefined : t("{name} may join", { name: one.name })} onClick=${() => change(one.code, !may_.has(one.code))} onError=${setError}>${may_.has(one.code) ? t("Yes") : t("Add")}<//>` },
  ];
  return html`<section class="card"><header class="head"><h2>${n("{count} agent may join", "{count} agents may join", may_.size)}</h2></header>
    <p class="soft">${t("Joining sets the campaign's work type. Whoever goes on a break leaves, and comes back when he resumes.")}</p>
    <${Problem} error=${error} onClose=${() => setError(null)} />
    <${Table} caption=${t("Agents")} columns=${columns} rows=${all.data} id=${(/** @type {any} */ one) => one.code} sort="may" empty=${t("There are no agents yet.")} /></section>`;
}

/** @param {{code: string, campaign: string}} props */
function Now({ code, campaign }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const board = boards.value.get(code);
  if (!board) return "–";
  const here = board.assigned.includes(campaign);
  return html`<span class="row"><${State} state=${board.state} />${here ? html`<span class="mark running">${t("joined")}</span>` : ""}
    ${may("steer") && board.session && html`<${Button} kind="quiet" onClick=${() => post(`/agents/${code}/${here ? "leave" : "join"}`, { campaign })} onError=${setError}>${here ? t("Take out") : t("Let join")}<//>`}
    <${Problem} error=${error} onClose=${() => setError(null)} /></span>`;
}
