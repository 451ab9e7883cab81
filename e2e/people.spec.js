// Colleagues come by a link in a mail, choose a password, and are let go; keys and tokens are shown once.

import { expect, expectAccessible, signIn, test } from "./console.js";

/** The text of a mail as it was written: quoted-printable (RFC 2045) undone as far as an address needs it. */
const readable = (mail) => mail.replace(/=\r?\n/g, "").replaceAll("=3D", "=");

/** The newest link to one of our pages that was mailed. */
const mailedLink = async (hub, page) => {
  let link = null;
  await expect
    .poll(async () => {
      const found = (await hub.mails()).flatMap((mail) => [...readable(mail).matchAll(new RegExp(`${hub.url}/console/${page}/[\\w-]{43}`, "g"))]);
      link = found.at(-1)?.[0] ?? null;
      return link;
    }, { timeout: 20_000 })
    .not.toBeNull();
  return link;
};

test("a colleague is invited, comes, forgets the password, and is removed", async ({ page, hub, browser }) => {
  const account = await hub.account("Owl Bakery");
  await signIn(page, hub, account.sid, account.token);
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByText("You signed in with the account's auth token")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Colleagues" }).click();
  await expectAccessible(page);
  await page.getByLabel("E-mail").fill("ada");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.locator("#email-error")).toContainText("Enter one e-mail address");
  await page.getByLabel("E-mail").fill("ada@owlbakery.com");
  await page.getByRole("radio", { name: /Editor/ }).check();
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByText("The invitation is on its way.")).toBeVisible();
  await expectAccessible(page);

  const context = await browser.newContext();
  const ada = await context.newPage();
  await ada.goto(await mailedLink(hub, "welcome"));
  await expectAccessible(ada);
  await ada.getByLabel("Password").fill("password1234");
  await ada.getByRole("button", { name: "Choose a password" }).click();
  await expect(ada.locator("#password-error")).toContainText("one of the first that others would try");
  await ada.getByLabel("Password").fill("kettle on the stove");
  await ada.getByRole("button", { name: "Choose a password" }).click();
  await expect(ada.getByText("Your new password is set.")).toBeVisible();
  await signIn(ada, hub, "ada@owlbakery.com", "kettle on the stove");
  await ada.getByRole("link", { name: "Settings" }).click();
  await expectAccessible(ada);
  await ada.getByLabel("Tell me when a profile").check();
  await ada.getByRole("button", { name: "Save" }).click();
  await expect(ada.getByText("It is saved.")).toBeVisible();
  await expect(ada.getByLabel("Tell me when a profile")).toBeChecked();
  await expect(ada.getByRole("link", { name: "API keys and tokens" })).toHaveCount(0);

  await ada.getByRole("button", { name: "Sign out", exact: true }).click();
  await ada.getByRole("link", { name: "I do not know my password" }).click();
  await expectAccessible(ada);
  await ada.getByLabel("E-mail").fill("ada@owlbakery.com");
  await ada.getByRole("button", { name: "Send the link" }).click();
  await expect(ada.getByText("a link is on its way")).toBeVisible();
  const link = await mailedLink(hub, "reset");
  await ada.goto(link);
  await ada.getByLabel("Password").fill("teapot under the stairs");
  await ada.getByRole("button", { name: "Choose a new password" }).click();
  await signIn(ada, hub, "ada@owlbakery.com", "teapot under the stairs");
  await ada.goto(link);
  await expect(ada.getByRole("heading", { name: "This link is no longer good" })).toBeVisible();
  await expectAccessible(ada);

  await page.getByRole("link", { name: "Colleagues" }).click();
  await page.getByRole("link", { name: "ada@owlbakery.com" }).click();
  await expectAccessible(page);
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("They are removed")).toBeVisible();
  await ada.goto(`${hub.url}/console/${account.sid}/settings`);
  await expect(ada.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await context.close();
});

test("a key is shown once and works, and a token is replaced", async ({ page, hub }) => {
  const account = await hub.account("Heron");
  await signIn(page, hub, account.sid, account.token);
  await page.goto(`${hub.url}/console/${account.sid}/settings/keys`);
  await expectAccessible(page);
  await page.getByLabel("Name of a new key").fill("billing server");
  await page.getByRole("button", { name: "Make a key" }).click();
  await expectAccessible(page);
  const [sid, token] = await page.locator(".notice dd").allInnerTexts();
  const profiles = await hub.api({ sid, token }, "/v1/CustomerProfiles");
  expect(profiles.results).toEqual([]);
  await page.goto(`${hub.url}/console/${account.sid}/settings/keys`);
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole("button", { name: "Make a secondary token" }).click();
  const [, secondary] = await page.locator(".notice dd").allInnerTexts();
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Promote it to primary" }).click();
  // Whoever signed in with the old token is out.
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await signIn(page, hub, account.sid, secondary);
});

test("an admin adds a reviewer and sees them out", async ({ page, hub }) => {
  const admin = await hub.reviewer("admin@carrier.example", "admin");
  await signIn(page, hub, admin.email, admin.password);
  await page.getByRole("link", { name: "Reviewers" }).click();
  await expectAccessible(page);
  await page.getByLabel("E-mail").fill("olga@carrier.example");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("heading", { name: "A password for olga@carrier.example" })).toBeVisible();
  await expectAccessible(page);
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Disable olga@carrier.example" }).click();
  await expect(page.getByText("They can no longer sign in")).toBeVisible();
});
