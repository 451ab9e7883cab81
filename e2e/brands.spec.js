// Brands that are not simply approved: one to be mended, one that is confirmed with a code, one that sends political messages.

import { expect, expectAccessible, signIn, test } from "./console.js";
import { approved, approvedBundle, endUser, reloadUntil, untilApproved } from "./texts.js";

const STARTER = "RN13dc4be8861a10924a79c35eaa4d812c";
const SOLE_PROPRIETOR = "RN670d5d2e282a6130ae063b234b6019c8";
const TOKEN = "cv|1.0|tcr|10dlc|owl-committee|0123456789abcdef0123";

/** Registers a brand of the one profile and the one trust product that there are; where its page is. */
const registered = async (page, hub, account, heading) => {
  await page.goto(`${hub.url}/console/${account.sid}/messaging/brands/new`);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByText("We have it, and are checking it.")).toBeVisible();
  await reloadUntil(page, heading);
  return page.url().split("?")[0];
};

test("a brand that fails says why beside what is to be mended, and is registered once that is mended", async ({ page, hub }) => {
  const account = await hub.account("Wren Bakery");
  await signIn(page, hub, account.sid, account.token);
  const { product } = await approved(page, hub, account, "non-profit");
  const brand = await registered(page, hub, account, "It was not approved");
  await expect(page.getByText("The business type of the profile is not that of a non-profit.")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: /^Mend it/ }).press("Enter");
  await expect(page).toHaveURL(`${hub.url}/console/${account.sid}/products/${product}`);
  await page.getByRole("button", { name: "Edit a copy" }).press("Enter");
  await expect(page.getByText("This is a copy. The approved one stays in force")).toBeVisible();
  const copy = page.url().match(/BU[0-9a-f]{32}/)[0];
  await page.goto(`${hub.url}/console/${account.sid}/products/${copy}/steps/us_a2p_messaging_profile_information`);
  await page.getByRole("radio", { name: "Private" }).check();
  await page.getByRole("button", { name: "Save for later" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Everything is there" })).toBeVisible();
  await page.getByRole("button", { name: "Submit" }).press("Enter");
  await expect(page.getByText("We have it, and are checking it.")).toBeVisible();
  await untilApproved(hub, account, `/v1/TrustProducts/${copy}`);

  await page.goto(brand);
  await page.getByRole("button", { name: "Submit again" }).press("Enter");
  await expect(page.getByText("We have it again, and are checking it.")).toBeVisible();
  await reloadUntil(page, "Campaigns can be registered");
  await expect(page.getByText("1 of 3 times")).toBeVisible();
  await expectAccessible(page);
});

/** A person in business under their own name: a starter profile and its trust product, both approved. */
const soleProprietor = async (hub, account) => {
  const name = { first_name: "Carla", last_name: "Wintermoor" };
  const person = { ...name, email: "carla@wintermoor.com", phone_number: "+15102345678" };
  const place = { CustomerName: "Carla Wintermoor", Street: "1410 Broadway", City: "Oakland", Region: "CA", PostalCode: "94612", IsoCountry: "US" };
  const address = await hub.api(account, `/2010-04-01/Accounts/${account.sid}/Addresses.json`, place);
  const document = await hub.api(account, "/v1/SupportingDocuments", {
    FriendlyName: "Home",
    Type: "customer_profile_address",
    Attributes: JSON.stringify({ address_sids: address.sid }),
  });
  const about = await endUser(hub, account, "starter_customer_profile_information", person);
  const profile = await approvedBundle(hub, account, "CustomerProfiles", STARTER, [about, document.sid]);
  const says = { brand_name: "Carla Wintermoor", mobile_phone_number: "+15102345679", vertical: "RETAIL" };
  const brand = await endUser(hub, account, "sole_proprietor_information", says);
  await approvedBundle(hub, account, "TrustProducts", SOLE_PROPRIETOR, [profile, brand]);
};

/** The newest code that was mailed there, another one than `before`. */
const mailedCode = async (hub, address, before = null) => {
  let code = null;
  await expect
    .poll(
      async () => {
        const mails = (await hub.mails()).filter((mail) => mail.includes(address));
        const codes = mails.flatMap((mail) => mail.match(/^Subject: (\d+) is the code/m)?.[1] ?? []);
        code = codes.find((one) => one !== before) ?? null;
        return code;
      },
      { timeout: 20_000 },
    )
    .not.toBeNull();
  return code;
};

test("a sole proprietor's brand is confirmed with the code that was sent", async ({ page, hub }) => {
  const account = await hub.account("Carla Wintermoor");
  await soleProprietor(hub, account);
  await signIn(page, hub, account.sid, account.token);
  await registered(page, hub, account, "It waits for a code");
  await expectAccessible(page);
  const first = await mailedCode(hub, "carla@wintermoor.com");
  const field = page.getByLabel("The code");
  await field.fill(first === "000000" ? "000001" : "000000");
  await field.press("Enter");
  await expect(page.locator("#code-error")).toContainText("tries are left");
  await expect(field).toBeFocused();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Send another code" }).press("Enter");
  await expect(page.getByText("Another code is on its way.")).toBeVisible();
  const second = await mailedCode(hub, "carla@wintermoor.com", first);
  await field.fill(second);
  await field.press("Enter");
  await expect(page.getByText("The code was right.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Campaigns can be registered" })).toBeVisible();
  await expectAccessible(page);
});

/** The token of the account that waits for a reviewer. */
const waitingToken = async (hub, account) => {
  const waiting = JSON.parse(await hub.command("campaign", "list", "--json"));
  return waiting.find((one) => one.account_sid === account.sid && one.sid.startsWith("VT")).sid;
};

/** The page of what waits for reviewers, with its keys. */
const messages = async (page) => {
  await page.getByRole("link", { name: "Messages" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Messages");
};

test("a token of Campaign Verify is entered, turned down with a reason, entered anew and confirmed", async ({ page, hub }) => {
  const account = await hub.account("Finch Committee");
  await signIn(page, hub, account.sid, account.token);
  await approved(page, hub, account);
  const brand = await registered(page, hub, account, "Campaigns can be registered");
  const field = page.getByLabel("Token of Campaign Verify");
  await field.fill("cv|1.0");
  await field.press("Enter");
  await expect(page.locator("#token-error")).toContainText("Enter the whole token");
  await expect(field).toBeFocused();
  await expectAccessible(page);
  await field.fill(TOKEN);
  await field.press("Enter");
  await expect(page.getByText("We have the token, and look it up at Campaign Verify.")).toBeVisible();
  await expect(page.getByText("Being looked up")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out" }).click();

  const paula = await hub.reviewer("paula@carrier.example", "lead");
  await signIn(page, hub, paula.email, paula.password);
  await messages(page);
  const first = await waitingToken(hub, account);
  await page.getByRole("link", { name: first }).press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Owl Bakery Inc.");
  await expect(page.getByText(TOKEN)).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("c");
  await expect(page.getByText("the claim lapses")).toBeVisible();
  await page.waitForLoadState();
  await page.keyboard.press("r");
  await page.locator("#code-1").selectOption("30896");
  await page.locator("#note-1").fill("The token names another committee.");
  await page.getByRole("button", { name: "Reject it" }).press("Enter");
  await expect(page.getByText("You have rejected it")).toBeVisible();
  await page.waitForLoadState();
  await page.keyboard.press("u");
  await expect(page.getByText("Nobody was told.")).toBeVisible();
  // A decision on the command line takes effect at once, and nobody here has to wait a minute.
  await hub.command("campaign", "reject", first, "--as", paula.email, "--code", "30896", "--note", "The token names another committee.");
  await page.reload();
  await expect(page.getByText("That does not wait any more")).toBeVisible();
  await expect(page.getByRole("link", { name: first })).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();

  await signIn(page, hub, account.sid, account.token);
  await page.goto(brand);
  await expect(page.getByText("The token names another committee.")).toBeVisible();
  await expectAccessible(page);
  await field.fill(TOKEN);
  await field.press("Enter");
  await expect(page.getByText("Being looked up")).toBeVisible();
  await hub.command("campaign", "approve", await waitingToken(hub, account), "--as", paula.email);
  await page.goto(brand);
  await expect(page.getByText("Political campaigns are open to it.")).toBeVisible();
  await expect(field).toHaveCount(0);
  await expectAccessible(page);
});

test("an identifier that names nothing is no page, and identifiers in the reviewers' list stay on one line", async ({ page, hub }) => {
  const account = await hub.account("Lark Committee");
  await signIn(page, hub, account.sid, account.token);
  await approved(page, hub, account);
  await registered(page, hub, account, "Campaigns can be registered");
  await page.getByLabel("Token of Campaign Verify").fill(TOKEN);
  await page.getByRole("button", { name: "Send the token" }).click();
  await expect(page.getByText("Being looked up")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  const quentin = await hub.reviewer("quentin@carrier.example");
  await signIn(page, hub, quentin.email, quentin.password);
  await messages(page);
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 700 });
    for (const cell of await page.locator("td.name, th.name").all()) {
      // The text alone: two lines of it are higher than one and a half.
      const lines = await cell.evaluate((node) => {
        const text = document.createRange();
        text.selectNodeContents(node);
        return text.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight);
      });
      expect(lines).toBeLessThan(1.5);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
  for (const kind of ["QE", "HH", "VT"]) {
    const answer = await page.goto(`${hub.url}/console/review/messages/${kind}${"0".repeat(32)}`);
    expect(answer.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  }
  await expectAccessible(page);
  // Nothing is left in the queue for whoever looks at it next.
  await hub.command("campaign", "approve", await waitingToken(hub, account), "--as", quentin.email);
});
