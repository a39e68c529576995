// The one thing that a passkey needs a script for: asking the browser's authenticator. A button with
// data-passkey ("get" or "create") lies in a form; data-options holds the options as the server made
// them. What the authenticator says goes into the form's field "credential", and the form is sent.
// Listens at the document, so that it also serves pages that change without being loaded anew.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const described = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
const said = ({ id, rawId, type }, response, extensions) => ({ id, rawId: text(rawId), type, response, extensions });

async function get({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: described(publicKey.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return said(found, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

async function create({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: described(publicKey.excludeCredentials),
    },
  });
  const { clientDataJSON, attestationObject } = made.response;
  const transports = made.response.getTransports?.() ?? [];
  // of all that the browser says about it only whether the key can be found without its id
  const { credProps } = made.getClientExtensionResults();
  return said(
    made,
    { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports },
    credProps && { credProps: { rk: credProps.rk } },
  );
}

// What is said beside the button: the server wrote the sentences, hidden.
function note(error) {
  if (error?.name === "InvalidStateError") return "twice"; // this authenticator has a key for the person
  if (error?.name === "SecurityError") return "place"; // the page was opened by an address, not by the name
  return "fault";
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-passkey]");
  if (!button || button.getAttribute("aria-busy")) return;
  event.preventDefault();
  const { form } = button;
  // before a key is made that could then not be sent
  if (!form.reportValidity()) return;
  const notes = Object.fromEntries(["fault", "twice", "place"].map((name) => [name, form.querySelector(`[data-passkey-${name}]`)]));
  for (const one of Object.values(notes)) if (one) one.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const options = JSON.parse(button.dataset.options);
    const answer = await (button.dataset.passkey === "create" ? create(options) : get(options));
    form.elements.credential.value = JSON.stringify(answer);
    form.requestSubmit();
  } catch (error) {
    const found = notes[note(error)] ?? notes.fault;
    if (found) found.hidden = false;
  } finally {
    button.removeAttribute("aria-busy");
  }
});
