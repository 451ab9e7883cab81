/* Passkeys: browsers offer them to scripts only. Whoever has no script signs in with the password. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer ?? []))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const send = (form, values) => {
    for (const [name, buffer] of Object.entries(values)) form.elements[name].value = text(buffer);
    form.submit();
  };
  /* Whoever changes their mind is told so by the browser already. */
  const isOver = (error) => ["AbortError", "NotAllowedError"].includes(error.name);

  const signIn = (form) => {
    form.hidden = false;
    const status = form.querySelector("[role=status]");
    let waiting = null;
    const ask = async (mediation) => {
      waiting?.abort();
      const mine = (waiting = new AbortController());
      const answer = await fetch(form.action, { signal: mine.signal });
      if (!answer.ok) throw new Error("the hub did not answer");
      const asked = await answer.json();
      const publicKey = { ...asked, challenge: bytes(asked.challenge) };
      const { rawId, response } = await navigator.credentials.get({ mediation, publicKey, signal: mine.signal });
      send(form, { credential: rawId, user: response.userHandle, client_data: response.clientDataJSON, authenticator_data: response.authenticatorData, signature: response.signature });
    };
    /* Beside the passwords that the browser offers. A challenge is good for ten minutes, so it is asked anew before. */
    const offer = async () => {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      ask("conditional").catch(() => {});
      setTimeout(offer, 9 * 60 * 1000);
    };
    offer();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      status.textContent = "";
      ask("optional").catch((error) => {
        status.textContent = isOver(error) ? "No passkey was used. Try again, or sign in with your password." : "We could not ask for a passkey. Reload the page, or sign in with your password.";
      });
    });
  };

  const add = (form) => {
    form.hidden = false;
    const status = form.querySelector("[role=status]");
    const complain = (name, message) => {
      const input = form.elements[name];
      if (!input) return void (status.textContent = message);
      document.getElementById(`${name}-error`).textContent = message;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    };
    const begin = async () => {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.begin, { method: "POST", body });
      const asked = await answer.json().catch(() => ({ error: "We could not begin. Reload the page, and try again." }));
      if (asked.error) return complain(asked.field, asked.error);
      const excludeCredentials = asked.excludeCredentials.map((known) => ({ ...known, id: bytes(known.id) }));
      const user = { ...asked.user, id: bytes(asked.user.id) };
      const publicKey = { ...asked, user, excludeCredentials, challenge: bytes(asked.challenge) };
      const { response } = await navigator.credentials.create({ publicKey });
      /* It has done its work. */
      form.elements.passkey_password.value = "";
      send(form, { client_data: response.clientDataJSON, attestation: response.attestationObject });
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      status.textContent = "";
      for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
      for (const error of form.querySelectorAll(".error")) error.textContent = "";
      begin().catch((error) => {
        const has = error.name === "InvalidStateError";
        status.textContent = has ? "This device has a passkey of yours already." : isOver(error) ? "No passkey was made. Try again." : "This device could not make a passkey.";
      });
    });
  };

  for (const form of document.querySelectorAll("form[data-passkey=sign-in]")) signIn(form);
  for (const form of document.querySelectorAll("form[data-passkey=add]")) add(form);
})();
