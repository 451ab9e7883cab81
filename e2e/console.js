// What every test begins with: a hub, somebody signed in, and what may not be wrong with a page.

import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

import { Hub } from "./hub.js";
import { NameServer } from "./names.js";

export { expect };

export const test = base.extend({
  /** One hub for the tests of a file. */
  hub: [
    async ({}, use) => {
      const hub = await Hub.start();
      await use(hub);
      await hub.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  /** Looks at every page that a test has been to. */
  page: async ({ page }, use) => {
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
    page.on("console", (message) => {
      // A refused form is no mistake of the page's.
      const isStatus = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isStatus) complaints.push(`console: ${message.text()}`);
    });
    await use(page);
    expect(complaints).toEqual([]);
  },
});

/** The same with a hub that asks a name server of the test's: `names`. */
export const testWithNames = test.extend({
  names: [
    async ({}, use) => {
      const names = await NameServer.start();
      await use(names);
      names.stop();
    },
    { scope: "worker" },
  ],
  hub: [
    async ({ names }, use) => {
      const hub = await Hub.start({ TRUSTHUB_DNS_SERVERS: names.address });
      await use(hub);
      await hub.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** Signs in by the form. */
export const signIn = async (page, hub, name, password) => {
  await page.goto(`${hub.url}/console`);
  await page.getByLabel("E-mail").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
};

/** WCAG 2.2 AA, as far as a program can tell: light and wide, dark and narrow; in a long run both colours in every width. */
export const expectAccessible = async (page) => {
  const complaints = [];
  const size = page.viewportSize();
  // At 200 % a window of 1280 has room for 640.
  const shapes = [
    { width: 1280, height: 900 },
    { width: 640, height: 450 },
    { width: 320, height: 640 },
  ];
  const all = ["light", "dark"].flatMap((colorScheme) => shapes.map((shape) => ({ colorScheme, shape })));
  const [first, last] = [all[0], all.at(-1)];
  for (const { colorScheme, shape } of process.env.TRUSTHUB_E2E_LONG ? all : [first, last]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(shape);
      const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
      for (const { id, nodes } of found.violations) {
        complaints.push(`${page.url()} ${colorScheme} ${shape.width}: ${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) complaints.push(`${page.url()} ${shape.width}: ${overflow} px wider than the window`);
  }
  await page.emulateMedia({ colorScheme: null });
  if (size) await page.setViewportSize(size);
  expect(complaints).toEqual([]);
};
