// Who has no session sees nothing; a stolen or foreign form changes nothing; nobody sees what is somebody else's.

import { expect, signIn, test } from "./console.js";

test("without a session every page asks to sign in, and leads back", async ({ page, hub }) => {
  const account = await hub.account("Owl");
  await page.goto(`${hub.url}/console/${account.sid}/profiles/new`);
  await expect(page.getByText("Sign in to go on")).toBeVisible();
  await page.getByLabel("E-mail").fill(account.sid);
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("do not belong together");
  await page.getByLabel("Password").fill(account.token);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${hub.url}/console/${account.sid}/profiles/new`);
});

test("a form of another site, or without the session's token, changes nothing", async ({ page, hub, request }) => {
  const account = await hub.account("Heron");
  await signIn(page, hub, account.sid, account.token);
  const [cookie] = await page.context().cookies();
  const post = (headers, form) =>
    request.post(`${hub.url}/console/${account.sid}/profiles/new`, {
      headers: { cookie: `${cookie.name}=${cookie.value}`, ...headers },
      form: { policy: "RN6433641899984f951173ef1738c3bdd0", friendly_name: "Stolen", email: "a@b.example", ...form },
      maxRedirects: 0,
    });
  const token = await page.locator("input[name=csrf]").first().inputValue();
  expect((await post({}, {})).status()).toBe(403);
  expect((await post({}, { csrf: "f".repeat(token.length) })).status()).toBe(403);
  expect((await post({ origin: "https://evil.example" }, { csrf: token })).status()).toBe(403);
  expect((await post({ "sec-fetch-site": "cross-site" }, { csrf: token })).status()).toBe(403);
  const profiles = await hub.api(account, "/v1/CustomerProfiles");
  expect(profiles.results).toEqual([]);
  expect((await post({ origin: hub.url }, { csrf: token })).status()).toBe(303);
});

test("a session ends for good, and its cookie opens nothing afterwards", async ({ page, hub, request }) => {
  const account = await hub.account("Crane");
  await signIn(page, hub, account.sid, account.token);
  const [cookie] = await page.context().cookies();
  expect(cookie.httpOnly && cookie.sameSite === "Lax").toBe(true);
  await page.getByRole("button", { name: "Sign out" }).click();
  const answer = await request.get(`${hub.url}/console/${account.sid}`, { headers: { cookie: `${cookie.name}=${cookie.value}` }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  expect(answer.headers().location).toContain("/console/sign-in");
});

test("somebody else's pages are not there", async ({ page, hub }) => {
  const [one, other] = [await hub.account("One"), await hub.account("Other")];
  const made = await hub.api(other, "/v1/CustomerProfiles", { FriendlyName: "Secret", Email: "a@b.example", PolicySid: "RN6433641899984f951173ef1738c3bdd0" });
  await signIn(page, hub, one.sid, one.token);
  for (const path of [`/${other.sid}`, `/${other.sid}/profiles/${made.sid}`, `/${one.sid}/profiles/${made.sid}`, "/review", "/review/desk"]) {
    const answer = await page.goto(`${hub.url}/console${path}`);
    expect([path, answer.status()]).toEqual([path, 404]);
    await expect(page.getByText("Secret")).toHaveCount(0);
  }
});

test("a file that lies about its type is refused, and the rest of the form is kept", async ({ page, hub }) => {
  const account = await hub.account("Liar");
  await signIn(page, hub, account.sid, account.token);
  await page.goto(`${hub.url}/console/${account.sid}/profiles/new`);
  await page.getByLabel("Individual Primary Customer Profile").check();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Liar");
  await page.getByLabel("E-mail for notices").fill("liar@liar.example");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("link", { name: /Identity document/ }).click();
  await page.getByLabel("First Name").fill("Ada");
  await page.getByLabel("File").setInputFiles({ name: "passport.png", mimeType: "image/png", buffer: Buffer.from("<script>alert(1)</script>") });
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expect(page.locator("#file-error")).toContainText("neither a PDF, a PNG nor a JPEG");
  await expect(page.getByLabel("First Name")).toHaveValue("Ada");
});
