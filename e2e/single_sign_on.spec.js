// Signing in at the operator's provider, which is a real one, and coming back.

import { Hub } from "./hub.js";
import { CLIENT, startProvider } from "./provider.js";
import { test as base, expect, expectAccessible } from "./console.js";

const PEOPLE = { rita: "rita@carrier.example", eve: "eve@evil.example" };

const test = base.extend({
  hub: [
    async ({}, use) => {
      const provider = await startProvider(PEOPLE);
      const hub = await Hub.start({
        TRUSTHUB_OIDC_ISSUER: provider.issuer,
        TRUSTHUB_OIDC_CLIENT_ID: CLIENT.id,
        TRUSTHUB_OIDC_CLIENT_SECRET: CLIENT.secret,
        TRUSTHUB_OIDC_NAME: "Owl Telecom",
        TRUSTHUB_FETCH_ALLOW: "127.0.0.1",
      });
      await provider.serve(hub);
      await use(hub);
      await hub.stop();
      await provider.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** Says at the provider who one is, and that the hub may know it. */
const agree = async (page, name) => {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
};

test.use({ javaScriptEnabled: false });

test("a reviewer signs in at the provider, and comes back to the page that was asked for", async ({ page, hub }) => {
  await hub.reviewer(PEOPLE.rita);
  await page.goto(`${hub.url}/console/review`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByRole("link", { name: "Sign in with Owl Telecom" }).click();
  await agree(page, "rita");
  await expect(page).toHaveURL(`${hub.url}/console/review`);
  await expect(page.getByText(PEOPLE.rita)).toBeVisible();
  const spent = (await page.context().cookies()).filter((cookie) => cookie.name === "trusthub-provider");
  expect(spent).toEqual([]);
  expect(await hub.command("doctor")).toContain("says where it is asked");
});

test("whom nobody invited is told so, and whoever turns back can sign in otherwise", async ({ page, hub }) => {
  await page.goto(`${hub.url}/console/sign-in/provider`);
  await agree(page, "eve");
  await expect(page.getByRole("alert")).toContainText("Nobody signs in here with the e-mail that your provider knows you by");
  await page.context().clearCookies();
  await page.goto(`${hub.url}/console/sign-in`);
  await page.getByRole("link", { name: "Sign in with Owl Telecom" }).click();
  await page.getByRole("link", { name: /Cancel/ }).click();
  await expect(page.getByRole("alert")).toContainText("You were not signed in there.");
});

test.describe("with scripts", () => {
  test.use({ javaScriptEnabled: true });

  test("the page that offers it can be used by everybody", async ({ page, hub }) => {
    await page.goto(`${hub.url}/console/sign-in`);
    await expectAccessible(page);
  });
});
