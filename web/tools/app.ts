// How each of the three apps is built: same settings, own folder, own address.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin, UserConfig } from "vite";

export const APPS = { console: "/", work: "/work/", portal: "/portal/" } as const;
export type AppName = keyof typeof APPS;

const WEB = fileURLToPath(new URL("..", import.meta.url));
/** Where `bihuan serve` listens while `npm run dev:…` serves the sources. */
const SERVER = process.env.DEV_SERVER ?? "http://127.0.0.1:8000";

// The portal's first load is bounded by 80 KB, of which React alone would take 70 (ADR 0014).
const PREACT = {
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  "react/jsx-runtime": "preact/jsx-runtime",
  react: "preact/compat",
};

// Customers come with whatever phone they have, inside WeChat (apps/portal/src/older.ts).
const OLDER = ["es2020", "chrome87", "safari14"];

export function appConfig(name: AppName): UserConfig {
  return {
    publicDir: `${WEB}public`,
    root: `${WEB}apps/${name}`,
    base: APPS[name],
    plugins: name === "work" ? [react(), offline()] : [react()],
    resolve: { alias: name === "portal" ? PREACT : {} },
    logLevel: "warn",
    build: {
      outDir: `${WEB}dist.next/${name}`,
      emptyOutDir: true,
      manifest: "manifest.json",
      target: name === "portal" ? OLDER : "es2022",
      // Nothing inside the page: the content security policy allows neither inline scripts nor data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
    },
    server: { proxy: { "/api": SERVER, "/openapi.json": SERVER } },
  };
}

/** What opens the work app without a network: its worker, which knows every file of this build, and its manifest. */
function offline(): Plugin {
  return {
    name: "bihuan-offline",
    enforce: "post",
    generateBundle(_options, bundle) {
      const built = Object.keys(bundle).filter((file) => file.startsWith("assets/"));
      const files = [...built, "early.js", "icon.svg"].map((file) => `${APPS.work}${file}`).sort();
      const worker = readFileSync(`${WEB}apps/work/worker.js`, "utf8");
      const version = createHash("sha256")
        .update(worker + files.join() + readFileSync(`${WEB}public/early.js`, "utf8"))
        .digest("hex");
      const source = worker
        .replace('"__FILES__"', files.map((file) => JSON.stringify(file)).join())
        .replace("__VERSION__", version);
      this.emitFile({ type: "asset", fileName: "worker.js", source });
      this.emitFile({ type: "asset", fileName: "app.webmanifest", source: JSON.stringify(MANIFEST) });
    },
  };
}

const MANIFEST = {
  name: "闭环 · 现场",
  short_name: "闭环",
  start_url: "./",
  scope: "./",
  display: "standalone",
  icons: [{ src: "icon.svg", sizes: "any", type: "image/svg+xml" }],
};
