/* <trusthub-inquiry inquiry-id="inq_…" session-token="…"> shows a guided profile of the hub that this script comes from.
   Events: ready, submitted, cancelled, error (detail.code: "expired" or "error"). */
(() => {
  "use strict";
  const hub = new URL(document.currentScript.src).origin;

  class TrusthubInquiry extends HTMLElement {
    static observedAttributes = ["session-token"];
    #frame = null;
    #listener = (event) => this.#hear(event);

    connectedCallback() {
      addEventListener("message", this.#listener);
      this.#show();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#listener);
      this.#frame?.remove();
      this.#frame = null;
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#show();
    }

    #show() {
      const token = this.getAttribute("session-token");
      if (!token) return;
      const frame = this.#frame ?? document.createElement("iframe");
      frame.title = this.getAttribute("frame-title") ?? "Business profile";
      frame.src = `${hub}/embed/inquiries/${encodeURIComponent(token)}`;
      frame.style.cssText = "border:0;width:100%;min-height:32rem;color-scheme:auto";
      if (!frame.isConnected) this.append(frame);
      this.#frame = frame;
    }

    #hear({ source, origin, data }) {
      if (origin !== hub || source !== this.#frame?.contentWindow || data?.from !== "trusthub-inquiry") return;
      if (Number.isFinite(data.height)) this.#frame.style.height = `${Math.ceil(data.height)}px`;
      const inquiryId = this.getAttribute("inquiry-id");
      const say = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail: { inquiryId, ...detail }, bubbles: true }));
      if (["ready", "submitted", "cancelled"].includes(data.event)) say(data.event, {});
      if (["expired", "error"].includes(data.event)) say("error", { code: data.event });
    }
  }

  if (!customElements.get("trusthub-inquiry")) customElements.define("trusthub-inquiry", TrusthubInquiry);
})();
