// The hub under test: the built binary on a data directory of its own, and its command line.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, open, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const START_MS = 60_000;

const freePort = () =>
  new Promise((resolve, reject) => {
    const listener = createServer().once("error", reject);
    listener.listen(0, "127.0.0.1", () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });

/** What an account's programs sign in with. */
const basic = ({ sid, token }) => ({ authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString("base64")}` });

/** `trusthub serve`, started and stopped. */
export class Hub {
  static async start(settings = {}, host = "127.0.0.1") {
    const hub = new Hub();
    hub.binary = process.env.TRUSTHUB_BINARY;
    hub.folder = await mkdtemp(join(tmpdir(), "trusthub-e2e-"));
    hub.data = join(hub.folder, "data");
    const port = await freePort();
    hub.url = `http://${host}:${port}`;
    // Nothing of the caller's own configuration may leak in.
    const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("TRUSTHUB_"));
    hub.environment = {
      ...Object.fromEntries(clean),
      TRUSTHUB_PUBLIC_URL: hub.url,
      TRUSTHUB_SUPPORT_EMAIL: "support@carrier.example",
      TRUSTHUB_METRICS_LISTEN: `127.0.0.1:${await freePort()}`,
      ...settings,
    };
    hub.log = await open(join(hub.folder, "server.log"), "a");
    const serve = ["serve", "--data-dir", hub.data, "--listen", `127.0.0.1:${port}`];
    hub.process = spawn(hub.binary, serve, { env: hub.environment, stdio: ["ignore", hub.log.fd, hub.log.fd] });
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
      if (hub.process.exitCode !== null) throw new Error(`serve ended:\n${await hub.lastLines()}`);
      const answer = await fetch(`${hub.url}/ready`).catch(() => null);
      if (answer?.ok) return hub;
    }
    throw new Error(`not ready after ${START_MS} ms:\n${await hub.lastLines()}`);
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    if (this.process.exitCode === null) {
      this.process.kill("SIGTERM");
      await Promise.race([ended, sleep(20_000).then(() => this.process.kill("SIGKILL"))]);
    }
    await this.log.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async lastLines() {
    const text = await readFile(join(this.folder, "server.log"), "utf8");
    return text.split("\n").slice(-40).join("\n");
  }

  /** What the first start wrote for its operator. */
  async credentials() {
    const text = await readFile(join(this.data, "credentials.env"), "utf8");
    const pairs = text.split("\n").filter((line) => line.includes("=") && !line.startsWith("#"));
    return Object.fromEntries(
      pairs.map((line) => {
        const at = line.indexOf("=");
        return [line.slice(0, at).replace(/^export /, "").trim(), line.slice(at + 1).trim().replace(/^['"]|['"]$/g, "")];
      }),
    );
  }

  /** The same binary beside the server. */
  async command(...words) {
    const { stdout } = await run(this.binary, [...words, "--data-dir", this.data], { env: this.environment });
    return stdout;
  }

  /** A new account, as the operator makes it. */
  async account(name) {
    const made = JSON.parse(await this.command("account", "create", "--friendly-name", name, "--json"));
    return { sid: made.sid, token: made.auth_token, name };
  }

  /** A new reviewer with a password. */
  async reviewer(email, role = "reviewer") {
    const made = JSON.parse(await this.command("reviewer", "create", "--email", email, "--role", role, "--json"));
    return { email, password: made.password };
  }

  /** A new partner: its identifier and secret. */
  async partner(name, kind) {
    const made = JSON.parse(await this.command("partner", "create", "--name", name, "--kind", kind, "--json"));
    return [made.sid, made.secret];
  }

  /** A request of the API, as a program would make it. */
  async api(account, path, form) {
    const body = form && new URLSearchParams(form);
    const answer = await fetch(this.url + path, { method: form ? "POST" : "GET", headers: basic(account), body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }

  /** A PDF for a document, as a program would send it. */
  async upload(account, path, pdf) {
    const body = new FormData();
    body.set("File", new Blob([pdf], { type: "application/pdf" }), "paper.pdf");
    const answer = await fetch(this.url + path, { method: "POST", headers: basic(account), body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  /** The mails that it sent so far, oldest first. */
  async mails() {
    const folder = join(this.data, "mail");
    const names = (await readdir(folder).catch(() => [])).sort();
    return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  }
}
