// Passkeys: asks the device, puts its answer into the form, and sends the form. Pages say what to do by attributes:
// <form data-passkey="create|get"> with a hidden field "credential" and a button [data-passkey-ask]; the options stand in
// the JSON block named by data-options, or are fetched from data-options-address just before.
"use strict";

(() => {
  const fromText = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
  };
  const toText = (buffer) => {
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: fromText(one.id) }));

  /** Options as the server wrote them (JSON) -> as the browser wants them. */
  function forCreating({ publicKey }, alone) {
    return {
      publicKey: {
        ...publicKey,
        challenge: fromText(publicKey.challenge),
        user: { ...publicKey.user, id: fromText(publicKey.user.id) },
        excludeCredentials: known(publicKey.excludeCredentials),
        authenticatorSelection: {
          ...publicKey.authenticatorSelection,
          residentKey: alone ? "required" : "discouraged",
          requireResidentKey: alone,
          userVerification: alone ? "required" : "preferred",
        },
      },
    };
  }

  function forGetting({ publicKey }) {
    return {
      publicKey: {
        ...publicKey,
        challenge: fromText(publicKey.challenge),
        allowCredentials: known(publicKey.allowCredentials),
      },
    };
  }

  /** The device's answer -> JSON for the server. */
  function forServer(credential) {
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const response = {};
    for (const part of parts) if (credential.response[part]) response[part] = toText(credential.response[part]);
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    };
  }

  async function options(form) {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const answer = await fetch(form.dataset.optionsAddress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  }

  async function ask(form) {
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = "";
    try {
      const wanted = await options(form);
      const alone = form.elements.passwordless ? form.elements.passwordless.checked : false;
      const credential =
        form.dataset.passkey === "create"
          ? await navigator.credentials.create(forCreating(wanted, alone))
          : await navigator.credentials.get(forGetting(wanted));
      form.elements.credential.value = JSON.stringify(forServer(credential));
      form.requestSubmit();
    } catch (trouble) {
      // Closing the device's window is no error of anybody; what else went wrong the device has said itself.
      const words = trouble.name === "InvalidStateError" ? said.dataset.known : said.dataset.failed;
      said.textContent = words;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    for (const part of form.querySelectorAll("[data-passkey-hidden]")) part.hidden = false;
    for (const part of form.querySelectorAll("[data-passkey-fallback]")) part.hidden = true;
    const button = form.querySelector("[data-passkey-ask]");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      ask(form);
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
