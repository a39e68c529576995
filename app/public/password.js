// Ticks the password rules while typing, and shows or hides what is typed. The page works fully
// without it: the server checks everything again.
const CHECK = "m5 12.5 4.6 4.5L19 7.2";
const CROSS = "m6.5 6.5 11 11m0-11-11 11";
const DASH = "M5.5 12h13";

// The five kinds of MS-SAMR 3.1.1.7.2.
const KINDS = [/\p{Lu}/u, /\p{Ll}/u, /[0-9]/, /(?![\p{Lu}\p{Ll}])\p{Alphabetic}/u, /[^\p{Alphabetic}0-9]/u];

const holds = {
  min: (text, value) => text.length >= Number(value), // UTF-16 units, as AD counts
  max: (text, value) => text.length <= Number(value),
  plain: (text) => /^(?! )[ -~]*(?<! )$/.test(text),
  kinds: (text, value) => KINDS.filter((kind) => kind.test(text)).length >= Number(value),
  name: (text, value) => !value.split("\t").some((part) => part && text.toLowerCase().includes(part)),
};

// The words stand in the page, in its language.
const words = document.getElementById("rules")?.dataset ?? {};
const state = {
  ok: [CHECK, `${words.met} `],
  no: [CROSS, `${words.notMet} `],
  "": [DASH, ""],
};

function tick(input) {
  for (const row of document.querySelectorAll("[data-rule]")) {
    const text = input.value;
    const good = holds[row.dataset.rule]?.(text, row.dataset.value ?? "") ?? true;
    // nothing turns red before the field was left once
    const now = text === "" ? "" : good ? "ok" : input.dataset.left ? "no" : "";
    if (row.className === now) continue;
    row.className = now;
    const [path, said] = state[now];
    row.querySelector("path")?.setAttribute("d", path);
    const hidden = row.querySelector(".sr");
    if (hidden) hidden.textContent = said;
  }
}

const input = document.getElementById("password");
if (input) {
  input.addEventListener("input", () => tick(input));
  input.addEventListener("change", () => {
    input.dataset.left = "1";
    tick(input);
  });
  if (input.getAttribute("aria-invalid")) input.dataset.left = "1";
  tick(input);
}

for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    field.focus();
  });
  // never leave it in clear text in the browser's form memory
  field?.form?.addEventListener("submit", () => {
    field.type = "password";
  });
}
