// The chat on somebody else's page: one script, no library, no cookie. All that it shows lies in a shadow of its own; whatever is
// written is put there as text. Its address says whose it is: https://HOST/widget/CODE.js.
(() => {
  "use strict";
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const address = script && new URL(script.src, location.href);
  const code = address && /\/widget\/([A-Za-z0-9_-]+)\.js$/.exec(address.pathname)?.[1];
  if (!address || !code || document.querySelector(`aftercall-chat[data-code="${code}"]`)) return;
  const root = `${address.origin}${address.pathname.slice(0, -`${code}.js`.length)}v1/${code}`;
  const KEY = `aftercall-chat-${code}`;
  const language = document.documentElement.lang || navigator.language || "en";
  const PAUSES = [1000, 2000, 5000, 10000, 20000];

  /** @type {any} */ let look = null;
  /** @type {WebSocket | null} */ let socket = null;
  /** @type {string | null} */ let token = kept("token");
  let mark = "";
  let tries = 0;
  let last = 0;
  let unread = 0;
  let shown = kept("open") === "1";
  let lastTyping = 0;
  /** @type {any} */ let state = { stage: "none", agent: null, place: null };
  /** @type {number | undefined} */ let again;
  /** @type {number | undefined} */ let quiet;
  /** @type {Map<string, HTMLElement>} */ const going = new Map();

  // --- kept in this browser, for this site alone; where it keeps nothing, the chat lives as long as the page ----------------------

  /** @param {string} name */
  function kept(name) {
    try {
      return localStorage.getItem(`${KEY}-${name}`);
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {string | null} value */
  function keep(name, value) {
    try {
      if (value === null) localStorage.removeItem(`${KEY}-${name}`);
      else localStorage.setItem(`${KEY}-${name}`, value);
    } catch {
      /* a private window */
    }
  }

  // --- what it looks like ---------------------------------------------------------------------------------------------------------

  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483000; bottom: 20px; inset-inline-end: 20px; font: 15px/1.45 system-ui, sans-serif; color: #1a1d21; }
    :host([data-side="left"]) { inset-inline: 20px auto; }
    *, *::before { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button, input, textarea { font: inherit; color: inherit; }
    button { cursor: pointer; border: 0; border-radius: 8px; padding: 9px 14px; min-height: 44px; }
    button:disabled { cursor: default; opacity: .6; }
    .main, .opener { background: var(--brand); color: #fff; }
    :focus-visible { outline: 3px solid #111; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    .opener { border-radius: 999px; padding: 12px 20px; font-weight: 600; box-shadow: 0 4px 16px #0004; display: flex; gap: 8px; align-items: center; }
    .count { background: #fff; color: #111; border-radius: 999px; padding: 0 8px; font-size: 13px; }
    .box { width: min(370px, calc(100vw - 24px)); height: min(560px, calc(100vh - 40px)); height: min(560px, calc(100dvh - 40px)); display: flex; flex-direction: column; background: #fff;
      border-radius: 14px; overflow: hidden; box-shadow: 0 8px 40px #0005; border: 1px solid #8a9099; }
    .head { background: var(--brand); color: #fff; display: flex; align-items: center; gap: 8px; padding: 6px 8px 6px 16px; }
    .head h2 { margin: 0; font-size: 16px; flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .head button { background: transparent; color: #fff; min-width: 44px; padding: 6px; }
    .head .end { font-size: 13px; text-decoration: underline; white-space: nowrap; }
    .head :focus-visible { outline-color: #fff; box-shadow: none; outline-offset: -4px; }
    .talk { flex: 1; overflow-y: auto; padding: 14px; display: flex; flex-direction: column; gap: 8px; overscroll-behavior: contain; }
    p { margin: 0; }
    .said { max-width: 85%; padding: 8px 12px; border-radius: 12px; background: #eceff3; align-self: flex-start; white-space: pre-wrap; overflow-wrap: anywhere; }
    .said.mine { align-self: flex-end; background: var(--brand); color: #fff; }
    .said.going { opacity: .75; }
    .said.failed { background: #fff; color: #9b1c1c; border: 1px solid #9b1c1c; opacity: 1; }
    .said small { display: block; font-size: 12px; opacity: 1; }
    .line { align-self: center; color: #4a5059; font-size: 13px; text-align: center; max-width: 90%; }
    .now { min-height: 22px; padding: 0 14px 4px; color: #4a5059; font-size: 13px; }
    .bad { color: #9b1c1c; }
    form { border-top: 1px solid #c9ced6; padding: 10px; display: flex; gap: 8px; align-items: flex-end; }
    form.ask { flex-direction: column; align-items: stretch; border: 0; padding: 0; }
    label { display: block; font-size: 14px; }
    label .soft { color: #4a5059; }
    input, textarea { width: 100%; border: 1px solid #767d88; border-radius: 8px; padding: 9px 10px; background: #fff; margin-top: 3px; resize: none; min-height: 44px; }
    form > label.wide { flex: 1; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 480px) { :host([data-open]) { inset: 0; } :host([data-open]) .box { width: 100vw; height: 100vh; height: 100dvh; border-radius: 0; border: 0; } }
    @media (prefers-color-scheme: dark) {
      :host { color: #eef0f3; } .box { background: #1d2025; border-color: #6d7580; } .said { background: #343a43; } .line, .now, label .soft { color: #b9c0ca; }
      input, textarea { background: #14161a; border-color: #8a93a0; } .bad { color: #ff9a9a; } form { border-color: #444b55; } :focus-visible { outline-color: #fff; box-shadow: 0 0 0 2px #111; }
      .said.failed { background: #1d2025; color: #ff9a9a; border-color: #ff9a9a; } .said.mine { background: var(--brand); }
    }
    @media (forced-colors: active) { .said, .box, .opener, button { border: 1px solid; } }`;

  const host = document.createElement("aftercall-chat");
  host.dataset.code = code;
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  shadow.adoptedStyleSheets = [sheet];

  /**
   * @param {string} tag @param {Record<string, any>} [set] @param {...(Node | string | null)} inner
   * @returns {any}
   */
  function make(tag, set = {}, ...inner) {
    const found = document.createElement(tag);
    for (const [name, value] of Object.entries(set)) {
      if (name.startsWith("on")) found.addEventListener(name.slice(2), value);
      else if (typeof value === "boolean") found.toggleAttribute(name, value);
      else if (value !== undefined) found.setAttribute(name, value);
    }
    found.append(.../** @type {any} */ (inner.filter((one) => one !== null)));
    return found;
  }

  /** @param {string} name @param {Record<string, unknown>} [words] */
  const t = (name, words = {}) => String(look.texts[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => String(words[key] ?? whole));

  /** @type {any} */ let parts = null;

  function build() {
    sheet.replaceSync(`:host { --brand: ${look.colour}; }${STYLE}`);
    host.dataset.side = look.side;
    host.lang = language;
    const count = make("span", { class: "count", hidden: true });
    const opener = make("button", { class: "opener", type: "button", "aria-expanded": "false", onclick: () => toggle(true) }, t("open"), count);
    const end = make("button", { type: "button", onclick: finish, class: "end", hidden: true }, t("end"));
    const close = make("button", { type: "button", onclick: () => toggle(false), "aria-label": t("close"), title: t("close") }, "✕");
    const talk = make("div", { class: "talk", role: "log", "aria-label": t("conversation"), tabindex: "0" });
    const now = make("div", { class: "now", role: "status" });
    const text = make("textarea", { rows: "1", maxlength: "4000", onkeydown: enter, oninput: types });
    const send = make("button", { class: "main", type: "submit" }, t("send"));
    const form = make("form", { onsubmit: say, hidden: true }, make("label", { class: "wide" }, make("span", { class: "unseen" }, t("message")), text), send);
    const box = make("section", { class: "box", role: "dialog", "aria-label": t("title"), hidden: true, onkeydown: keys },
      make("div", { class: "head" }, make("h2", {}, t("title")), end, close), talk, now, form);
    shadow.append(box, opener);
    parts = { opener, count, box, talk, now, form, text, send, end, close };
    document.body.append(host);
  }

  /** @param {boolean} open @param {boolean} [byItself] */
  function toggle(open, byItself = false) {
    shown = open;
    keep("open", open ? "1" : null);
    parts.box.hidden = !open;
    parts.opener.hidden = open;
    parts.opener.setAttribute("aria-expanded", String(open));
    host.toggleAttribute("data-open", open);
    if (!open) {
      parts.opener.focus();
      return;
    }
    unread = 0;
    badge();
    if (token) connect();
    else begin();
    down();
    if (!byItself) focus();
  }

  function focus() {
    const field = shadow.querySelector("form:not([hidden]) input, form:not([hidden]) textarea");
    /** @type {HTMLElement} */ (field ?? parts.close).focus();
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      toggle(false);
    }
  }

  function badge() {
    parts.count.hidden = !unread;
    parts.count.textContent = unread ? t("new", { count: unread }) : "";
  }

  // --- before a chat --------------------------------------------------------------------------------------------------------------

  function begin() {
    parts.talk.replaceChildren();
    parts.form.hidden = true;
    parts.end.hidden = true;
    tell("");
    if (!look.open) {
      parts.talk.append(make("p", { class: "line" }, t("closed"), look.opens ? ` ${t("opens", { time: when(look.opens) })}` : ""));
      return;
    }
    const wrong = make("p", { class: "bad", role: "alert" });
    const kinds = /** @type {Record<string, string>} */ ({ name: "text", email: "email", phone: "tel" });
    const completes = /** @type {Record<string, string>} */ ({ name: "name", email: "email", phone: "tel" });
    const fields = look.ask.map((/** @type {any} */ one) => make("label", {}, t(one.name), one.required ? null : make("span", { class: "soft" }, ` (${t("optional")})`),
      make("input", { name: one.name, type: kinds[one.name], required: one.required, autocomplete: completes[one.name], maxlength: "200" })));
    const text = make("textarea", { name: "text", rows: "4", required: true, maxlength: "4000", onkeydown: enter });
    const button = make("button", { class: "main", type: "submit" }, t("start"));
    parts.talk.append(make("p", { class: "said" }, t("greeting")),
      make("form", { class: "ask", onsubmit: (/** @type {SubmitEvent} */ event) => start(event, button, wrong) }, ...fields, make("label", {}, t("message"), text), wrong, button));
  }

  /** @param {SubmitEvent} event @param {HTMLButtonElement} button @param {HTMLElement} wrong */
  async function start(event, button, wrong) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    if (!String(given.text).trim()) return;
    button.disabled = true;
    wrong.textContent = "";
    const answer = await ask("POST", "/chats", { ...given, page: location.href.slice(0, 2000), language });
    button.disabled = false;
    if (answer.status === 201) {
      token = answer.body.token;
      keep("token", token);
      whole(answer.body);
      connect();
      parts.text.focus();
    } else if (answer.status === 409 && answer.body?.error?.code === "closed") {
      look.open = false;
      look.opens = answer.body.opens ?? null;
      begin();
    } else if (answer.status === 401) {
      token = null;
      keep("token", null);
      wrong.textContent = t("unsent");
    } else {
      wrong.textContent = answer.status === 429 ? t("busy") : answer.body?.error?.field ? `${t(answer.body.error.field)}: ${t("unsent")}` : t("unsent");
    }
  }

  // --- in a chat ------------------------------------------------------------------------------------------------------------------

  /** @param {any} found */
  function whole(found) {
    parts.talk.replaceChildren(make("p", { class: "said" }, t("greeting")));
    going.clear();
    parts.form.hidden = false;
    mark = found.chat;
    last = 0;
    for (const one of found.messages) add(one, true);
    stand(found.state, true);
    down();
  }

  /** @param {any} one @param {boolean} [quietly] */
  function add(one, quietly = false) {
    if (one.id <= last) return;
    last = one.id;
    if (!one.mine) typed(null);
    const files = one.files.length ? `\n📎 ${one.files.join(", ")}` : "";
    const who = one.mine ? t("you") : (one.who ?? t("somebody"));
    parts.talk.append(make("p", { class: one.mine ? "said mine" : "said" }, make("small", {}, who), one.text + files));
    if (!quietly && !one.mine && !shown) {
      unread += 1;
      badge();
    }
    down();
  }

  function down() {
    parts.talk.scrollTop = parts.talk.scrollHeight;
  }

  /** @param {string} text */
  const line = (text) => (parts.talk.append(make("p", { class: "line" }, text)), down());

  /** @param {any} next @param {boolean} [first] */
  function stand(next, first = false) {
    const before = state;
    state = next;
    parts.end.hidden = !(next.stage === "waiting" || next.stage === "open");
    if (!first && next.stage === "open" && (before.stage !== "open" || before.agent !== next.agent)) line(t("joined", { name: next.agent ?? t("somebody") }));
    if (!first && before.stage === "open" && next.stage === "waiting") line(t("left", { name: before.agent ?? t("somebody") }));
    typed(null);
  }

  function standing() {
    if (state.stage === "waiting") return state.place > 1 ? `${t("waiting")} ${t("place", { place: state.place })}` : t("waiting");
    return state.stage === "over" ? t("over") : "";
  }

  /** @param {string | null} who */
  function typed(who) {
    clearTimeout(quiet);
    if (who !== null) quiet = setTimeout(() => typed(null), 6000);
    tell(who === null ? standing() : t("typing", { name: who }));
  }

  /** @param {string} text @param {boolean} [bad] */
  function tell(text, bad = false) {
    if (parts.now.textContent !== text) parts.now.textContent = text;
    parts.now.classList.toggle("bad", bad);
  }

  /** @param {KeyboardEvent} event */
  function enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    /** @type {HTMLTextAreaElement} */ (event.target).form?.requestSubmit();
  }

  function types() {
    const now = Date.now();
    if (!token || now - lastTyping < 3000) return;
    lastTyping = now;
    void ask("POST", "/typing", {});
  }

  /** @param {SubmitEvent} event */
  function say(event) {
    event.preventDefault();
    const text = parts.text.value.trim();
    if (!text) return;
    parts.text.value = "";
    void send(text, crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  }

  /** @param {string} text @param {string} number */
  async function send(text, number) {
    const shows = make("p", { class: "said mine going" }, make("small", {}, t("you")), text);
    going.set(number, shows);
    parts.talk.append(shows);
    down();
    const answer = await ask("POST", "/messages", { text, number });
    if (answer.status === 201) {
      shows.remove();
      going.delete(number);
      if (answer.body.chat !== mark) await look_again(true);
      else await look_again(false);
      return;
    }
    if (answer.status === 401) return lost_token();
    shows.className = "said mine failed";
    const retry = make("button", { type: "button", onclick: () => (shows.remove(), void send(text, number)) }, t("again"));
    shows.append(make("small", { role: "alert" }, answer.status === 429 ? t("busy") : t("unsent")), retry);
    down();
  }

  async function finish() {
    await ask("POST", "/end", {});
    line(t("ended"));
    await look_again(false);
  }

  function lost_token() {
    token = null;
    keep("token", null);
    socket?.close();
    state = { stage: "none", agent: null, place: null };
    last = 0;
    begin();
  }

  // --- the connection -------------------------------------------------------------------------------------------------------------

  /**
   * @param {string} method @param {string} path @param {unknown} [body]
   * @returns {Promise<{status: number, body: any}>}
   */
  async function ask(method, path, body) {
    const headers = /** @type {Record<string, string>} */ (body === undefined ? {} : { "Content-Type": "application/json" });
    if (token) headers.Authorization = `Bearer ${token}`;
    try {
      const answer = await fetch(root + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(15000) });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    } catch {
      return { status: 0, body: null };
    }
  }

  /** @param {boolean} all */
  async function look_again(all) {
    const answer = await ask("GET", `/chat?after=${all ? 0 : last}`);
    if (answer.status === 401) return lost_token();
    if (answer.status !== 200) return;
    look.open = answer.body.open;
    look.opens = answer.body.opens;
    if (all || answer.body.chat !== mark) {
      if (!all) return look_again(true);
      const waiting = [...going.values()];
      whole(answer.body);
      parts.talk.append(...waiting);
      return;
    }
    for (const one of answer.body.messages) add(one);
    stand(answer.body.state);
  }

  function connect() {
    if (!token || (socket && socket.readyState <= WebSocket.OPEN)) return;
    clearTimeout(again);
    const mine = new WebSocket(`${root.replace(/^http/, "ws")}/live`);
    socket = mine;
    mine.onopen = () => {
      mine.send(JSON.stringify({ token }));
      void look_again(!mark).then(() => (tries = 0));
    };
    mine.onmessage = (event) => {
      const said = JSON.parse(event.data);
      if (said.kind === "message" && !(said.message.mine && going.size)) add(said.message);
      if (said.kind === "state") stand(said, !mark);
      if (said.kind === "typing") typed(said.who ?? t("somebody"));
    };
    mine.onclose = (event) => {
      if (socket !== mine) return;
      socket = null;
      if (!token) return;
      if (event.code === 4401) return lost_token();
      tell(t("lost"), true);
      const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
      tries += 1;
      void look_again(!mark); // where sockets do not get through, it is asked now and then
      again = setTimeout(connect, pause * (0.8 + Math.random() * 0.4));
    };
  }

  /** @param {string} iso */
  function when(iso) {
    const at = new Date(iso);
    const soon = at.getTime() - Date.now() < 20 * 3600 * 1000;
    return new Intl.DateTimeFormat(language, soon ? { timeStyle: "short" } : { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" }).format(at);
  }

  async function open() {
    const answer = await ask("GET", `/look?language=${encodeURIComponent(language)}`);
    if (answer.status !== 200) {
      if (answer.status === 0 || answer.status >= 500 || answer.status === 429) setTimeout(open, 30000);
      return; // not for this site: nothing is shown
    }
    look = answer.body;
    build();
    if (shown) toggle(true, true);
    else if (token) connect();
  }

  if (document.body) void open();
  else addEventListener("DOMContentLoaded", () => void open());
})();
