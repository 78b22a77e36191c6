// The way in.
import { html, useEffect, useRef, useState } from "~/core/html.js";
import { get, signedOut } from "~/core/api.js";
import { language, LANGUAGES, speak, t } from "~/core/i18n.js";
import { home, me, signIn } from "~/core/me.js";
import { go, path, query } from "~/core/route.js";
import { Button } from "~/parts/button.js";
import { Text } from "~/parts/field.js";
import { Notice, Problem } from "~/parts/notice.js";

export default function Login() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [doors, setDoors] = useState(/** @type {{oidc: string | null, users: boolean} | null} */ (null));
  const refused = query.value.get("oidc");
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => {
    document.title = `${t("Sign in")} – Aftercall`;
    form.current?.querySelector("input")?.focus();
    get("/doors").then(setDoors, () => setDoors(null));
  }, []);

  async function enter(/** @type {Event} */ event) {
    event.preventDefault();
    setError(null);
    try {
      await signIn(name.trim(), password);
      setPassword("");
      if (path.value === "/login") go(safe(query.value.get("back")) ?? home(), true);
    } catch (wrong) {
      setError(wrong);
    }
  }

  return html`<main class="login">
    <form ref=${form} class="card" onSubmit=${enter} aria-busy="false">
      <h1><span class="brand-mark" aria-hidden="true"></span>Aftercall</h1>
      ${signedOut.value && me.value && html`<${Notice} kind="warn" icon="key">${t("You were signed out. What you wrote is still here: sign in and go on.")}<//>`}
      ${refused && html`<${Notice} kind="bad" icon="warn">${refusals()[refused] ?? refusals()["trouble"]}<//>`}
      ${doors?.users === false && html`<${Notice} icon="key">${t("There are no users yet. Make the first on the server:")}<br /><code>aftercall users add NAME --role administrator</code><//>`}
      <${Text} label=${t("User name")} value=${name} onInput=${setName} required autocomplete="username" autocapitalize="none" spellcheck="false" />
      <${Text} label=${t("Password")} type="password" value=${password} onInput=${setPassword} required autocomplete="current-password" />
      <${Problem} error=${error} />
      <${Button} kind="main" type="submit" class="full">${t("Sign in")}<//>
      ${doors?.oidc && html`<a class="button full" href="/api/v1/oidc/login">${t("Sign in with {name}", { name: doors.oidc })}</a>`}
      <p class="languages">${Object.entries(LANGUAGES).map(([code, word]) => html`<button key=${code} type="button" lang=${code} class="quiet"
        aria-pressed=${String(language.value === code)} onClick=${() => void speak(/** @type {any} */ (code))}>${word}</button>`)}</p>
    </form>
  </main>`;
}

/** Why the provider's log-in led back here. @returns {Record<string, string>} */
function refusals() {
  return {
    expired: t("The log-in took too long. Try again."),
    refused: t("Your provider did not let you in."),
    unknown: t("You are known to your provider, but not here. Ask an administrator."),
    taken: t("A user of your name is here already. Ask an administrator to join the two."),
    away: t("Your provider cannot be reached. Use your password, or try again later."),
    "database-away": t("The database is away. Try again later."),
    trouble: t("The log-in with your provider went wrong. An administrator finds why in the log."),
  };
}

/** Only to a page of ours. @param {string | null} back */
function safe(back) {
  return back && /^\/(?![/\\])/.test(back) && !back.startsWith("/login") ? back : null;
}
