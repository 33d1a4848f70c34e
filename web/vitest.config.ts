import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    include: ["packages/*/test/**/*.test.{ts,tsx}", "apps/*/test/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    // Only tests of parts need a page; they say so with `// @vitest-environment happy-dom`.
    environment: "node",
    maxWorkers: 2,
  },
});
