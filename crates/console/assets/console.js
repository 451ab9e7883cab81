/* What scripts add: nothing here is needed, and all of it is what a reload would do. */
(() => {
  "use strict";

  /* A chosen file: its name, its size, and a picture of it if it is one. */
  const preview = (input) => {
    const place = input.parentElement.querySelector("[data-preview-place]") ?? input.insertAdjacentElement("afterend", document.createElement("p"));
    place.setAttribute("data-preview-place", "");
    place.replaceChildren();
    const file = input.files[0];
    if (!file) return;
    const kib = Math.max(1, Math.round(file.size / 1024));
    place.append(`${file.name}, ${kib} KiB`);
    if (file.type.startsWith("image/") && file.size < 8 * 1024 * 1024) {
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        const picture = document.createElement("img");
        picture.src = reader.result;
        picture.alt = "Preview of the chosen file";
        picture.className = "preview";
        place.append(document.createElement("br"), picture);
      });
      reader.readAsDataURL(file);
    }
  };

  /* A form with a file: progress while it is sent, then the page that answers. */
  const send = (form) => {
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", "Upload");
    form.append(bar);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => {
      if (request.responseURL && request.responseURL !== form.action && request.status < 400) {
        location.assign(request.responseURL);
      } else {
        document.open();
        document.write(request.responseText);
        document.close();
      }
    });
    request.addEventListener("error", () => form.submit());
    request.send(new FormData(form));
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[type=file][data-preview]")) preview(event.target);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm;
    if (question && !confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.enctype === "multipart/form-data" && form.querySelector("input[type=file]")?.files.length) {
      event.preventDefault();
      send(form);
    }
  });

  /* On a phone the ways scroll sideways: the present one is in sight. */
  document.querySelector(".nav a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  /* Moments that pass: "in 3 h 20 min" beside a date, kept current. */
  const left = (until) => {
    const minutes = Math.round((until - Date.now()) / 60000);
    if (minutes === 0) return "now";
    const span = Math.abs(minutes);
    const text = span < 60 ? `${span} min` : span < 2880 ? `${Math.floor(span / 60)} h ${span % 60} min` : `${Math.floor(span / 1440)} days`;
    return minutes < 0 ? `${text} ago` : `in ${text}`;
  };
  const tick = () => {
    for (const time of document.querySelectorAll("time[data-left]")) time.textContent = left(Date.parse(time.dateTime));
  };
  tick();
  setInterval(tick, 30000);

  /* In a frame on another page: that page is told what happened, and how high the form is. It learns no more than that. */
  const { event } = document.body.dataset;
  if (event && parent !== window) {
    const tell = (message) => parent.postMessage({ from: "trusthub-inquiry", ...message }, "*");
    const height = () => tell({ height: document.documentElement.scrollHeight });
    tell({ event });
    new ResizeObserver(height).observe(document.body);
  }

  /* After a refused form the first mistake has the focus. */
  document.querySelector("[aria-invalid=true]")?.focus();
})();
