// A reviewer's shift by keyboard alone; two reviewers on one case.

import { expect, expectAccessible, signIn, test } from "./console.js";
import { bill, profile } from "./business.js";

const PRIMARY = "RN6433641899984f951173ef1738c3bdd0";

/** A submitted profile that waits for a reviewer; what belongs to it beforehand is up to `prepare`. */
const submitted = async (page, hub, name, prepare = async () => {}) => {
  const account = await hub.account(name);
  await signIn(page, hub, account.sid, account.token);
  const form = { FriendlyName: name, Email: "compliance@owlbakery.com", PolicySid: PRIMARY };
  const { sid } = await hub.api(account, "/v1/CustomerProfiles", form);
  const base = `${hub.url}/console/${account.sid}/profiles/${sid}`;
  await profile(page, base);
  await prepare(account, sid);
  await page.goto(base);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("We have it, and are checking it.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  // Automatic vetting ends within a second; until then there is no case to be at.
  await expect.poll(async () => (await hub.command("review", "list")).includes(sid)).toBe(true);
  await expect.poll(async () => (await hub.command("review", "show", sid)).includes("identifier.ein")).toBe(true);
  return sid;
};

test("a shift by keyboard alone: seen, claimed, approved, taken back, rejected with what the customer will read", async ({ page, hub }) => {
  const sid = await submitted(page, hub, "Keyboard Bakery");
  const rita = await hub.reviewer("rita@carrier.example", "lead");
  await page.goto(`${hub.url}/console/sign-in`);
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  // The skip link, the brand, then the form.
  await press("Tab", "Tab", "Tab");
  await page.keyboard.type(rita.email);
  await press("Tab");
  await page.keyboard.type(rita.password);
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Queue");
  await expectAccessible(page);
  await press("j", "o");
  await expect(page).toHaveURL(`${hub.url}/console/review/${sid}`);
  await expectAccessible(page);
  await press("c");
  await expect(page.getByText("the claim lapses")).toBeVisible();

  await press("a");
  await page.keyboard.type("Looks right.");
  await press("Tab", "Enter");
  await expect(page.getByText("You have approved it")).toBeVisible();
  await expectAccessible(page);
  await press("u");
  await expect(page.getByText("You have approved it")).toHaveCount(0);
  const told = (await hub.mails()).filter((mail) => mail.includes("Keyboard Bakery") && /^Subject: .*approved/m.test(mail));
  expect(told).toEqual([]);

  await press("r");
  await expect(page.locator("select:focus")).toBeVisible();
  await page.keyboard.type("18603");
  await expect(page.locator("select:focus")).toHaveValue("18603");
  // Past the field to the words, and past the other reasons to the button.
  await press("Tab", "Tab");
  await page.keyboard.type("Send a bill of this address.");
  const button = page.getByRole("button", { name: "See the letter" });
  for (let presses = 0; presses < 20 && !(await button.evaluate((node) => node === document.activeElement)); presses++) {
    await press("Tab");
  }
  await press("Enter");
  await expect(page.getByRole("heading", { name: "This is what the customer will get" })).toBeVisible();
  await expect(page.locator("pre")).toContainText("Send a bill of this address.");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Reject it" }).press("Enter");
  await expect(page.getByText("You have rejected it")).toBeVisible();
  await press("b");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Queue");
});

test("of two reviewers on one case the second is told who is at it, and takes nothing away", async ({ page, hub, browser }) => {
  const sid = await submitted(page, hub, "Contested Bakery");
  const [rita, sam] = [await hub.reviewer("rita2@carrier.example"), await hub.reviewer("sam@carrier.example")];
  await signIn(page, hub, rita.email, rita.password);
  await page.goto(`${hub.url}/console/review/${sid}`);
  const other = await browser.newPage();
  await signIn(other, hub, sam.email, sam.password);
  await other.goto(`${hub.url}/console/review/${sid}`);
  // Both look at the page of a case that is free; one is quicker.
  await page.getByRole("button", { name: "Claim for half an hour" }).click();
  await expect(page.getByText("the claim lapses")).toBeVisible();
  await other.getByRole("button", { name: "Claim for half an hour" }).click();
  await expect(other.getByText(/rita2@carrier\.example/).first()).toBeVisible();
  await expect(other.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("the claim lapses")).toBeVisible();
  await other.close();
});

test("personal fields are masked until somebody says what for, and that is seen", async ({ page, hub }) => {
  const sid = await submitted(page, hub, "Masked Bakery");
  const rita = await hub.reviewer("rita3@carrier.example");
  await signIn(page, hub, rita.email, rita.password);
  await page.goto(`${hub.url}/console/review/${sid}`);
  await expect(page.getByText("+15102345678")).toHaveCount(0);
  await page.getByLabel("What for").fill("To call the representative.");
  await page.getByRole("button", { name: "Show them for half an hour" }).click();
  await expect(page.getByText("+15102345678").first()).toBeVisible();
  await page.getByText(/Who looked/).click();
  await expect(page.getByText("To call the representative.")).toBeVisible();
});

test("a document is read where it is judged, with what was found in it marked", async ({ page, hub }) => {
  const upload = async (account, sid) => {
    const items = await hub.api(account, `/v1/CustomerProfiles/${sid}/EntityAssignments`);
    const document = items.results.map((item) => item.object_sid).find((item) => item.startsWith("RD"));
    await hub.upload(account, `/v1/SupportingDocuments/${document}`, bill());
  };
  const sid = await submitted(page, hub, "Lit Bakery", upload);
  const rita = await hub.reviewer("rita4@carrier.example");
  await signIn(page, hub, rita.email, rita.password);
  await page.goto(`${hub.url}/console/review/${sid}`);
  await page.getByLabel("What for").fill("To read the bill.");
  await page.getByRole("button", { name: "Show them for half an hour" }).click();
  await page.getByRole("link", { name: "What stands in it" }).click();
  await expect(page.locator("mark[title=name]")).toHaveText("Owl Bakery Inc.");
  await expect(page.locator("mark[title=address]")).toContainText("1410 Broadway");
  await expectAccessible(page);
});
