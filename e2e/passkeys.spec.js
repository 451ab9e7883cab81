// Passkeys, on a device that Chromium plays: added with the password, signing in without it, of one person, removed.

import { Hub } from "./hub.js";
import { test as base, expect, expectAccessible, signIn } from "./console.js";

// Passkeys are bound to a name; the hubs of other tests have a number.
const test = base.extend({
  hub: [
    async ({}, use) => {
      const hub = await Hub.start({}, "localhost");
      await use(hub);
      await hub.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** A device in the window: what it holds, and whether somebody touches it. */
const deviceIn = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    touch: (enabled) => session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
    knows: (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    credentials: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    put: (credential) => session.send("WebAuthn.addCredential", { authenticatorId, credential }),
  };
};

/** A colleague of a new account, who chose a password by their link. */
const colleague = async (hub, page, name) => {
  const account = await hub.account(name);
  const email = `${name.toLowerCase()}@owlbakery.com`;
  const made = JSON.parse(await hub.command("user", "create", "--account", account.sid, "--email", email, "--role", "owner", "--json"));
  await page.goto(made.link);
  await page.getByLabel("Password").fill("kettle on the stove");
  await page.getByRole("button", { name: "Choose a password" }).click();
  return { account, email, password: "kettle on the stove" };
};

const add = async (page, name, password) => {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Add a passkey" }).click();
};

const signOut = async (page) => {
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
};

/** Chromium's device answers what is offered beside the passwords by itself: not where a button is to be pressed. */
const withoutOffers = (page) =>
  page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });

const useDevice = (page) => page.getByRole("button", { name: "Sign in with a passkey" }).click();

test("a passkey is added, signs in alone, and no longer does once it is removed", async ({ page, hub }) => {
  await withoutOffers(page);
  const device = await deviceIn(page);
  const ada = await colleague(hub, page, "Ada");
  await signIn(page, hub, ada.email, ada.password);
  const settings = `${hub.url}/console/${ada.account.sid}/settings`;
  await page.goto(settings);
  await expectAccessible(page);
  await add(page, "Laptop", "not it at all");
  await expect(page.locator("#passkey_password-error")).toContainText("It is not the one");
  await add(page, "", ada.password);
  await expect(page.locator("#passkey_name-error")).toContainText("Give it a name");
  await add(page, "Laptop", ada.password);
  await expect(page.getByText("Your passkey is added.")).toBeVisible();
  await expect(page.getByRole("row", { name: /Laptop/ })).toContainText("Never");
  await expectAccessible(page);
  await add(page, "Again", ada.password);
  await expect(page.getByText("This device has a passkey of yours already.")).toBeVisible();
  await expect.poll(async () => (await hub.mails()).filter((mail) => mail.includes("Subject: A passkey was added")).length, { timeout: 20_000 }).toBe(1);

  await signOut(page);
  await expectAccessible(page);
  await page.goto(settings);
  await device.knows(false);
  await useDevice(page);
  await expect(page.getByText("No passkey was used.")).toBeVisible();
  await device.knows(true);
  await useDevice(page);
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  await expect(page).toHaveURL(settings);
  await expect(page.getByRole("row", { name: /Laptop/ })).not.toContainText("Never");

  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Remove Laptop" }).click();
  await expect(page.getByText("The passkey is removed")).toBeVisible();
  await signOut(page);
  expect(await device.credentials()).toHaveLength(1);
  await useDevice(page);
  await expect(page.getByText("This passkey does not sign in here.")).toBeVisible();
});

test("a passkey that was lost is removed on the command line; whoever has the device is out, and its person is told", async ({ page, hub }) => {
  await withoutOffers(page);
  await deviceIn(page);
  const dora = await colleague(hub, page, "Dora");
  await signIn(page, hub, dora.email, dora.password);
  const settings = `${hub.url}/console/${dora.account.sid}/settings`;
  await page.goto(settings);
  await add(page, "Phone", dora.password);
  await expect(page.getByText("Your passkey is added.")).toBeVisible();

  const whose = ["--account", dora.account.sid, dora.email];
  const [passkey] = JSON.parse(await hub.command("user", "passkeys", ...whose, "--json"));
  expect([passkey.name, passkey.last_used_at]).toEqual(["Phone", null]);
  await hub.command("user", "remove-passkey", ...whose, passkey.sid);
  await page.goto(settings);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await useDevice(page);
  await expect(page.getByText("This passkey does not sign in here.")).toBeVisible();
  await expect.poll(async () => (await hub.mails()).some((mail) => mail.includes(dora.email) && mail.includes("Subject: A passkey was removed")), { timeout: 20_000 }).toBe(true);
});

test("a passkey signs in its own person only, whatever the device says", async ({ page, hub, browser }) => {
  const device = await deviceIn(page);
  const bea = await colleague(hub, page, "Bea");
  const carl = await colleague(hub, page, "Carl");
  await signIn(page, hub, bea.email, bea.password);
  await page.goto(`${hub.url}/console/${bea.account.sid}/settings`);
  await add(page, "Phone", bea.password);
  await expect(page.getByText("Your passkey is added.")).toBeVisible();
  const [key] = await device.credentials();
  const [{ sid }] = JSON.parse(await hub.command("user", "list", "--account", carl.account.sid, "--json"));

  const context = await browser.newContext();
  const liar = await context.newPage();
  await withoutOffers(liar);
  const other = await deviceIn(liar);
  const put = (userHandle) => other.put({ ...key, userHandle });
  await put(Buffer.from(sid).toString("base64"));
  await liar.goto(`${hub.url}/console/sign-in`);
  await useDevice(liar);
  await expect(liar.getByText("This passkey does not sign in here.")).toBeVisible();
  await context.close();

  const copied = await browser.newContext();
  const moved = await copied.newPage();
  await withoutOffers(moved);
  const third = await deviceIn(moved);
  await third.put(key);
  await moved.goto(`${hub.url}/console/sign-in`);
  await useDevice(moved);
  await expect(moved.getByText(bea.email)).toBeVisible();
  await copied.close();
});

test("a reviewer signs in with a passkey that the browser offers by itself", async ({ page, hub }) => {
  const device = await deviceIn(page);
  const rita = await hub.reviewer("rosa@carrier.example");
  await signIn(page, hub, rita.email, rita.password);
  await page.getByRole("link", { name: "Settings" }).click();
  await add(page, "Desk", rita.password);
  await expect(page.getByText("Your passkey is added.")).toBeVisible();
  await device.touch(false);
  await signOut(page);
  await device.touch(true);
  await page.goto(`${hub.url}/console`);
  await expect(page.getByText(rita.email)).toBeVisible();
});
