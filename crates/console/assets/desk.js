/* Keys for reviewers, and the seconds in which a decision can be undone. Everything here is also a link or a button. */
(() => {
  "use strict";

  const rows = [...document.querySelectorAll("[data-keys=rows] [data-row]")];
  let at = -1;
  const select = (next) => {
    if (!rows.length) return;
    rows[at]?.removeAttribute("aria-selected");
    at = Math.min(Math.max(next, 0), rows.length - 1);
    rows[at].setAttribute("aria-selected", "true");
    rows[at].querySelector("[data-open]").focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const open = (element) => {
    if (!element) return;
    const details = element.closest("details");
    if (details) {
      details.open = true;
      (details.querySelector("select, textarea, input:not([type=hidden])") ?? element).focus();
    } else {
      element.focus();
    }
  };
  const press = (selector) => (rows[at] ?? document).querySelector(selector)?.click();

  const keys = {
    j: () => select(at + 1),
    k: () => select(at - 1),
    o: () => press("[data-open]"),
    c: () => press("[data-claim]"),
    "/": () => document.querySelector("[data-key='/']")?.focus(),
    a: () => open(document.querySelector("#approve-note") ?? document.querySelector("[data-approve]")),
    r: () => open(document.querySelector("[data-reject]")),
    q: () => open(document.querySelector("[data-ask]")),
    u: () => document.querySelector("[data-undo]")?.click(),
    b: () => document.querySelector("[data-back]")?.click(),
    "?": () => {
      const list = document.querySelector("#keys");
      if (!list) return;
      list.open = !list.open;
      list.querySelector("summary").focus();
    },
  };
  /* Single keys get in the way of those who speak to their computer, so they can be switched off. */
  const isOn = () => localStorage.getItem("keys") !== "off";
  const list = document.querySelector("#keys");
  if (list) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
    const label = document.createElement("label");
    label.className = "choice";
    label.append(box, "Use these keys");
    list.append(label);
  }

  document.addEventListener("keydown", (event) => {
    if (!isOn() && event.key !== "Escape") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const deed = keys[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  /* "in 42 s"; when it is over, the page as it is then. */
  const clock = document.querySelector("[data-countdown]");
  const tick = () => {
    const left = Math.ceil((Date.parse(clock.dateTime) - Date.now()) / 1000);
    clock.textContent = left > 0 ? `in ${left} s` : "now";
    if (left > -2) setTimeout(tick, 1000);
    else location.assign(location.pathname);
  };
  if (clock) tick();
})();
