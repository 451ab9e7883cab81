import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  // One hub for each file of tests, two of them at once.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: process.env.TRUSTHUB_E2E_REPORT ?? "report.json" }]],
  outputDir: process.env.TRUSTHUB_E2E_RESULTS ?? "results",
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.TRUSTHUB_CHROMIUM ?? "/usr/bin/chromium",
      // Inside a container, as root, there is no sandbox to be had.
      args: ["--no-sandbox"],
    },
    locale: "en-US",
    timezoneId: "UTC",
    trace: "retain-on-failure",
  },
});
